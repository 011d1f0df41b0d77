/** The search attributes of tasks. They must be registered in the namespace; without them tasks start all the same. */
import type { Connection } from '@temporalio/client'
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import proto from '@temporalio/proto'
import { explainTemporalError } from './explain-temporal-error.ts'
import { type GrpcCode, grpcFailureOf } from './grpc-failure.ts'
import { withinDeadline } from './within-deadline.ts'

export const MPO_PROCESS = defineSearchAttributeKey('MpoProcess', SearchAttributeType.KEYWORD)
export const MPO_REF = defineSearchAttributeKey('MpoRef', SearchAttributeType.KEYWORD)
export const MPO_TASK_ID = defineSearchAttributeKey('MpoTaskId', SearchAttributeType.KEYWORD)
export const MPO_NODE = defineSearchAttributeKey('MpoNode', SearchAttributeType.KEYWORD)
/** How the process says the task ended. */
export const MPO_OUTCOME = defineSearchAttributeKey('MpoOutcome', SearchAttributeType.KEYWORD)
/** `waiting`, `retrying` or `failed`; absent: it is at work, or over. */
export const MPO_STATE = defineSearchAttributeKey('MpoState', SearchAttributeType.KEYWORD)
/** Why it is in that state: kind of wait, or code of a failure. */
export const MPO_CAUSE = defineSearchAttributeKey('MpoCause', SearchAttributeType.KEYWORD)
/** Since when. Every task has it from its start where the namespace has it, and with it the four around. */
export const MPO_SINCE = defineSearchAttributeKey('MpoSince', SearchAttributeType.DATETIME)
/** `name=value` of the fields that the Start node lets people look for. */
export const MPO_FIELDS = defineSearchAttributeKey('MpoFields', SearchAttributeType.KEYWORD_LIST)

const TYPES = proto.temporal.api.enums.v1.IndexedValueType
const KINDS = {
  KEYWORD: { name: 'Keyword', type: TYPES.INDEXED_VALUE_TYPE_KEYWORD },
  KEYWORD_LIST: { name: 'KeywordList', type: TYPES.INDEXED_VALUE_TYPE_KEYWORD_LIST },
  DATETIME: { name: 'Datetime', type: TYPES.INDEXED_VALUE_TYPE_DATETIME },
}

/** Name and type, as `temporal operator search-attribute create` calls it, of all of them; at most 10 may be Keywords. */
export const SEARCH_ATTRIBUTE_KINDS: Readonly<
  Record<string, { readonly name: string; readonly type: proto.temporal.api.enums.v1.IndexedValueType }>
> = Object.fromEntries(
  [
    ...[MPO_PROCESS, MPO_REF, MPO_TASK_ID, MPO_NODE],
    ...[MPO_OUTCOME, MPO_STATE, MPO_CAUSE, MPO_SINCE, MPO_FIELDS],
  ].map(({ name, type }) => [name, KINDS[type as keyof typeof KINDS]]),
)

/** Names of all of them. */
export const SEARCH_ATTRIBUTES: readonly string[] = Object.keys(SEARCH_ATTRIBUTE_KINDS)

const typeOf = (name: string) => SEARCH_ATTRIBUTE_KINDS[name]?.type ?? TYPES.INDEXED_VALUE_TYPE_UNSPECIFIED
const DEADLINE_MS = 5_000
const DOING = 'search attributes'
/** Answers that trying again will not change: an operator has to do it. */
const NOT_ALLOWED: readonly (GrpcCode | undefined)[] = [
  'INVALID_ARGUMENT',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'UNIMPLEMENTED',
  'UNAUTHENTICATED',
]

/** What came of a registration. */
export interface RegisteredSearchAttributes {
  readonly added: readonly string[]
  readonly missing: readonly string[]
  /** What to do by hand when some are missing; null when none is. */
  readonly advice: string | null
}

/**
 * The search attributes the namespace does not have (with their types).
 *
 * @throws TemporalUnreachableError
 */
export async function listMissingSearchAttributes(
  connection: Connection,
  namespace: string,
): Promise<string[]> {
  const types = await readTypes(connection, namespace)
  return SEARCH_ATTRIBUTES.filter((name) => types[name] !== typeOf(name))
}

/**
 * Registers what is missing; doing it again changes nothing. Where Temporal does not allow it (Temporal Cloud, no
 * permission) or has the name with another type, it says what to do instead of failing.
 *
 * @throws TemporalUnreachableError
 */
export async function registerSearchAttributes(
  connection: Connection,
  namespace: string,
): Promise<RegisteredSearchAttributes> {
  const types = await readTypes(connection, namespace)
  const added = SEARCH_ATTRIBUTES.filter((name) => types[name] === undefined)
  // Temporal answers OK to a second registration with another type, and ignores it.
  const ofOtherType = SEARCH_ATTRIBUTES.filter(
    (name) => types[name] !== undefined && types[name] !== typeOf(name),
  )
  const conflict = `These exist with another type: ${ofOtherType.join(', ')}; remove or rename them first`
  try {
    if (added.length > 0) {
      const searchAttributes = Object.fromEntries(added.map((name) => [name, typeOf(name)]))
      await withinDeadline(connection, Date.now() + DEADLINE_MS, () =>
        connection.operatorService.addSearchAttributes({ namespace, searchAttributes }),
      )
    }
  } catch (error) {
    const failure = grpcFailureOf(error)
    if (!NOT_ALLOWED.includes(failure?.code)) throw explainTemporalError(error, DOING)
    const missing = [...added, ...ofOtherType]
    return { added: [], missing, advice: adviseByHand(namespace, missing, failure?.details ?? '') }
  }
  const advice = ofOtherType.length === 0 ? null : adviseByHand(namespace, ofOtherType, conflict)
  return { added, missing: ofOtherType, advice }
}

async function readTypes(
  connection: Connection,
  namespace: string,
): Promise<Partial<Record<string, number>>> {
  try {
    const { customAttributes } = await withinDeadline(connection, Date.now() + DEADLINE_MS, () =>
      connection.operatorService.listSearchAttributes({ namespace }),
    )
    return customAttributes ?? {}
  } catch (error) {
    throw explainTemporalError(error, DOING)
  }
}

function adviseByHand(namespace: string, names: readonly string[], reason: string): string {
  const flags = names.map((name) => `--name ${name} --type ${SEARCH_ATTRIBUTE_KINDS[name]?.name}`).join(' ')
  return [
    `Search attributes of namespace ${namespace} could not be registered: ${reason}.`,
    'Tasks start without them, but lists can not be filtered by process, ref or state. Register them by hand:',
    `  temporal operator search-attribute create --namespace ${namespace} ${flags}`,
    '  (Temporal Cloud: Namespace > Search Attributes in its web interface, each of its type)',
  ].join('\n')
}
