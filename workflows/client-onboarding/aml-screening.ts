/** The screening of a client in lists of sanctions, politicians and bad press. Address and token are the variable `aml`. */
import type { ClientRecord } from '../../activities/mambu.ts'
import { apiCall, callbackReference, node } from '../../src/workflows/nodes/index.ts'
import { mambuWrites } from '../mambu/mambu-calls.ts'

/** The schema `amlSearch` of activities/response-schemas.ts: nothing more of an answer enters the history. */
export interface Screening {
  readonly id: string
  readonly status: 'no_match' | 'potential_match'
  readonly risk: 'low' | 'medium' | 'high'
  /** E.g. `Sanctions`, `PEP`, `Adverse Media`. */
  readonly flags: readonly string[]
  /** Where an analyst reads it. */
  readonly share_url?: string | undefined
}

/** Fields of the client's custom field set `_AML`. */
export interface ScreeningNote {
  readonly status: 'CLEAR' | 'POTENTIAL_MATCH' | 'APPROVED' | 'REJECTED' | 'UNDECIDED'
  readonly decided_by?: string | undefined
}

const DAY_MS = 24 * 60 * 60 * 1000

/** The name as it is screened: a change of it asks for another screening. */
export function nameOf({ firstName, lastName }: ClientRecord): string {
  return [firstName, lastName].filter(Boolean).join(' ')
}

/** No match, and no risk that a person must look at. */
export function isClear({ status, risk }: Screening): boolean {
  return status === 'no_match' && risk !== 'high'
}

/** Searches for a client by name, country and year of birth. The screening may call back later. */
export async function screenClient(client: ClientRecord): Promise<Screening> {
  const { body } = await apiCall<Screening>('Screen the client', {
    variables: ['aml'],
    method: 'POST',
    url: '{{env_var[@aml].url}}/searches',
    headers: { authorization: 'Bearer {{env_var[@aml].token}}' },
    body: {
      client_ref: client.id,
      name: nameOf(client),
      ...(client.country === null ? {} : { country: client.country }),
      ...(client.birthDate === null ? {} : { birth_year: Number(client.birthDate.slice(0, 4)) }),
      notify: callbackReference('Answer of the screening'),
    },
    // Its name is the client's own
    plainBody: true,
    response: 'amlSearch',
    timeoutMs: 30_000,
    retry: { withinMs: DAY_MS },
    // The address is the operator's, never data of a webhook
    allowPrivate: true,
  })
  return body
}

/** Keeps the screening in the client's custom fields; it can be repeated. */
export function storeScreening(
  title: string,
  taskId: string,
  client: ClientRecord,
  screening: Screening,
  { status, decided_by }: ScreeningNote,
): Promise<void> {
  return node(title, () =>
    mambuWrites.patchClient({
      taskId,
      node: title,
      clientId: client.id,
      custom: {
        _AML: {
          status,
          search_id: screening.id,
          risk: screening.risk,
          flags: screening.flags.join(', ') || 'none',
          screened_name: nameOf(client),
          screened_on: new Date().toISOString().slice(0, 10),
          ...(screening.share_url === undefined ? {} : { share_url: screening.share_url }),
          ...(decided_by === undefined ? {} : { decided_by }),
        },
      },
    }),
  )
}
