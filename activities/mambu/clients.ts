/** Clients and groups: who the bank's accounts belong to. */
import { z } from 'zod'
import { type MambuCustomFields, readCustomFields } from '../../src/mambu/client/custom-fields.ts'
import type { Expected, MambuCalls, MambuWrite } from '../../src/mambu/client/mambu-calls.ts'
import type { MambuPage, MambuPageAt } from '../../src/mambu/client/mambu-page.ts'
import type { MambuSearch } from '../../src/mambu/client/mambu-search.ts'
import type { MambuPatch } from '../../src/mambu/client/patch-operations.ts'

export interface ClientRecord {
  readonly id: string
  readonly key: string
  /** `PENDING_APPROVAL`, `INACTIVE`, `ACTIVE`, `EXITED`, `BLACKLISTED`, `REJECTED`. */
  readonly state: string
  readonly firstName: string | null
  readonly lastName: string | null
  /** `YYYY-MM-DD`. */
  readonly birthDate: string | null
  readonly email: string | null
  readonly phone: string | null
  /** Of the first address, as the bank keeps it. */
  readonly country: string | null
  readonly branchKey: string | null
  /** The user in charge. */
  readonly assignedUserKey: string | null
  readonly custom: MambuCustomFields
}

export interface GroupRecord {
  readonly id: string
  readonly key: string
  readonly name: string | null
  readonly email: string | null
  readonly assignedUserKey: string | null
  /** Keys of the clients in it. */
  readonly memberKeys: readonly string[]
  readonly custom: MambuCustomFields
}

export interface NewClient extends MambuWrite {
  /** Default: Mambu draws one. */
  readonly id?: string | undefined
  readonly firstName: string
  readonly lastName: string
  readonly birthDate?: string | undefined
  readonly email?: string | undefined
  readonly phone?: string | undefined
  readonly assignedBranchKey?: string | undefined
  readonly custom?: MambuCustomFields | undefined
}

/** The state a client is to have; Mambu decides whether the way there is allowed. */
export type ClientState = 'PENDING_APPROVAL' | 'INACTIVE' | 'EXITED' | 'BLACKLISTED' | 'REJECTED'

const text = z.string().nullish()
const client: Expected<ClientRecord> = {
  what: 'client',
  schema: z
    .looseObject({
      id: z.string(),
      encodedKey: z.string(),
      state: z.string(),
      firstName: text,
      lastName: text,
      birthDate: text,
      emailAddress: text,
      mobilePhone: text,
      addresses: z.array(z.looseObject({ country: text })).nullish(),
      assignedBranchKey: text,
      assignedUserKey: text,
    })
    .transform((raw) => ({
      id: raw.id,
      key: raw.encodedKey,
      state: raw.state,
      firstName: raw.firstName ?? null,
      lastName: raw.lastName ?? null,
      birthDate: raw.birthDate ?? null,
      email: raw.emailAddress ?? null,
      phone: raw.mobilePhone ?? null,
      country: raw.addresses?.[0]?.country ?? null,
      branchKey: raw.assignedBranchKey ?? null,
      assignedUserKey: raw.assignedUserKey ?? null,
      custom: readCustomFields(raw),
    })),
}
const group: Expected<GroupRecord> = {
  what: 'group',
  schema: z
    .looseObject({
      id: z.string(),
      encodedKey: z.string(),
      groupName: text,
      emailAddress: text,
      assignedUserKey: text,
      groupMembers: z.array(z.looseObject({ clientKey: z.string() })).nullish(),
    })
    .transform((raw) => ({
      id: raw.id,
      key: raw.encodedKey,
      name: raw.groupName ?? null,
      email: raw.emailAddress ?? null,
      assignedUserKey: raw.assignedUserKey ?? null,
      memberKeys: (raw.groupMembers ?? []).map(({ clientKey }) => clientKey),
      custom: readCustomFields(raw),
    })),
}

const FULL = { detailsLevel: 'FULL' }
const pathOf = (clientId: string) => `/clients/${encodeURIComponent(clientId)}`

export function clientActivities(calls: MambuCalls) {
  const getClient = (clientId: string): Promise<ClientRecord | null> =>
    calls.find(`${pathOf(clientId)}?detailsLevel=FULL`, client)

  return {
    /** By id or key; null: Mambu has no such client. */
    getClient,

    /** One page of the clients that meet all conditions. */
    searchClients: (search: MambuSearch & MambuPageAt): Promise<MambuPage<ClientRecord>> =>
      calls.search('/clients:search', search, client, FULL),

    createClient: ({ taskId, node, email, phone, custom, ...fields }: NewClient): Promise<ClientRecord> =>
      calls.post(
        { taskId, node },
        '/clients',
        { ...fields, emailAddress: email, mobilePhone: phone, ...custom },
        client,
      ),

    /** Changes fields; can be repeated (see `MambuPatch`). */
    patchClient: ({
      clientId,
      set,
      custom,
      operations,
    }: MambuWrite & { readonly clientId: string } & MambuPatch): Promise<void> =>
      calls.patch(pathOf(clientId), { set, custom, operations }),

    /** Approves (`INACTIVE`), rejects, exits or blacklists a client. A client that is there already is left alone. */
    async changeClientState({
      clientId,
      state,
    }: MambuWrite & { readonly clientId: string; readonly state: ClientState }): Promise<void> {
      if ((await getClient(clientId))?.state === state) return
      await calls.patch(pathOf(clientId), { set: { state } })
    },

    /** By id or key; null: Mambu has no such group. */
    getGroup: (groupId: string): Promise<GroupRecord | null> =>
      calls.find(`/groups/${encodeURIComponent(groupId)}?detailsLevel=FULL`, group),
  }
}
