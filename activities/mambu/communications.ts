/** Mambu's log of messages: finds webhooks that failed and asks for them again. */
import { z } from 'zod'
import {
  ANYTHING,
  type Expected,
  type MambuCalls,
  type MambuWrite,
} from '../../src/mambu/client/mambu-calls.ts'
import type { MambuPage, MambuPageAt } from '../../src/mambu/client/mambu-page.ts'
import type { MambuFilter } from '../../src/mambu/client/mambu-search.ts'

/** A message, without its body: it may hold anything of a client. */
export interface CommunicationMessage {
  readonly key: string
  /** `QUEUED`, `WAITING`, `SENDING_ASYNC`, `QUEUED_FOR_STREAM`, `SENT`, `FAILED`. */
  readonly state: string
  /** `WEB_HOOK`, `EMAIL`, `SMS`. */
  readonly type: string
  /** E.g. `LOAN_APPROVAL`. */
  readonly event: string | null
  /** E.g. `INVALID_HTTP_RESPONSE`. */
  readonly failureReason: string | null
  readonly failureCause: string | null
  /** Of a webhook: its URL, up to its last path segment, since that is a secret. */
  readonly destination: string | null
  readonly templateKey: string | null
  /** ISO 8601. */
  readonly creationDate: string | null
  readonly sendDate: string | null
}

export interface CommunicationSearch extends MambuPageAt {
  /** Default `FAILED`. */
  readonly state?: string | undefined
  /** Default `WEB_HOOK`. */
  readonly type?: string | undefined
  /** What the destination begins with, e.g. `https://hooks.example.com/`. */
  readonly destination?: string | undefined
  readonly event?: string | undefined
  /** Of the creation, inclusive: ISO 8601 or `YYYY-MM-DD`. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

const text = z.string().nullish()
const message: Expected<CommunicationMessage> = {
  what: 'message',
  schema: z
    .looseObject({
      encodedKey: z.string(),
      state: z.string(),
      type: z.string(),
      event: text,
      failureReason: text,
      failureCause: text,
      destination: text,
      templateKey: text,
      creationDate: text,
      sendDate: text,
    })
    .transform((raw) => ({
      key: raw.encodedKey,
      state: raw.state,
      type: raw.type,
      event: raw.event ?? null,
      failureReason: raw.failureReason ?? null,
      failureCause: raw.failureCause ?? null,
      destination: raw.destination?.replace(/[?#].*$/s, '').replace(/[^/]*$/, '') ?? null,
      templateKey: raw.templateKey ?? null,
      creationDate: raw.creationDate ?? null,
      sendDate: raw.sendDate ?? null,
    })),
}

function filtersOf(search: CommunicationSearch): MambuFilter[] {
  const { state = 'FAILED', type = 'WEB_HOOK', destination, event, from, to } = search
  return [
    { field: 'state', operator: 'EQUALS', value: state },
    { field: 'type', operator: 'EQUALS', value: type },
    ...(destination === undefined
      ? []
      : [{ field: 'destination', operator: 'STARTS_WITH', value: destination } as const]),
    ...(event === undefined ? [] : [{ field: 'event', operator: 'EQUALS', value: event } as const]),
    ...dates(from, to),
  ]
}

function dates(from: string | undefined, to: string | undefined): MambuFilter[] {
  const field = 'creationDate'
  if (from !== undefined && to !== undefined)
    return [{ field, operator: 'BETWEEN', value: from, secondValue: to }]
  if (from !== undefined) return [{ field, operator: 'AFTER', value: from }]
  return to === undefined ? [] : [{ field, operator: 'BEFORE', value: to }]
}

export function communicationActivities(calls: MambuCalls) {
  return {
    /** One page of messages, oldest first where Mambu keeps to its sort. */
    searchCommunications: (search: CommunicationSearch): Promise<MambuPage<CommunicationMessage>> =>
      calls.searchRaw(
        '/communications/messages:searchSorted',
        {
          filterCriteria: filtersOf(search),
          sortingCriteria: { field: 'creationDate', order: 'ASC' },
        },
        search,
        message,
      ),

    /**
     * Messages as they are now, in the order of their keys; what Mambu does not know any more is left out.
     *
     * @param keys at most 100, read one by one
     */
    async readCommunications(keys: readonly string[]): Promise<readonly CommunicationMessage[]> {
      const found: CommunicationMessage[] = []
      for (const key of keys.slice(0, 100)) {
        const one = await calls.find(`/communications/messages/${encodeURIComponent(key)}`, message)
        if (one !== null) found.push(one)
      }
      return found
    },

    /** Asks Mambu to send FAILED messages again; it does so in its own time. @param input.keys at most 1,000 */
    async resendCommunications({
      taskId,
      node,
      keys,
    }: MambuWrite & { readonly keys: readonly string[] }): Promise<void> {
      if (keys.length === 0) return
      await calls.post({ taskId, node }, '/communications/messages:resend', { messages: keys }, ANYTHING)
    },
  }
}
