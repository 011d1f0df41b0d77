/** The search attributes of tasks. They must be registered in the namespace; without them tasks start all the same. */
import type { Connection } from '@temporalio/client'
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import proto from '@temporalio/proto'
import { explainTemporalError } from './explain-temporal-error.ts'
import { type GrpcCode, grpcFailureOf } from './grpc-failure.ts'

export const MPO_PROCESS = defineSearchAttributeKey('MpoProcess', SearchAttributeType.KEYWORD)
export const MPO_REF = defineSearchAttributeKey('MpoRef', SearchAttributeType.KEYWORD)
export const MPO_TASK_ID = defineSearchAttributeKey('MpoTaskId', SearchAttributeType.KEYWORD)
export const MPO_NODE = defineSearchAttributeKey('MpoNode', SearchAttributeType.KEYWORD)

/** Names of all of them; every one is a Keyword. */
export const SEARCH_ATTRIBUTES: readonly string[] = [MPO_PROCESS, MPO_REF, MPO_TASK_ID, MPO_NODE].map(
  ({ name }) => name,
)

const KEYWORD = proto.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
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
 * The search attributes the namespace does not have (as Keyword).
 *
 * @throws TemporalUnreachableError
 */
export async function listMissingSearchAttributes(
  connection: Connection,
  namespace: string,
): Promise<string[]> {
  try {
    const { customAttributes } = await connection.withDeadline(Date.now() + DEADLINE_MS, () =>
      connection.operatorService.listSearchAttributes({ namespace }),
    )
    return SEARCH_ATTRIBUTES.filter((name) => customAttributes?.[name] !== KEYWORD)
  } catch (error) {
    throw explainTemporalError(error, DOING)
  }
}

/**
 * Registers what is missing; doing it again changes nothing. Where Temporal does not allow it (Temporal Cloud, no
 * permission), it says what to run instead of failing.
 *
 * @throws TemporalUnreachableError
 */
export async function registerSearchAttributes(
  connection: Connection,
  namespace: string,
): Promise<RegisteredSearchAttributes> {
  const wanted = await listMissingSearchAttributes(connection, namespace)
  if (wanted.length === 0) return { added: [], missing: [], advice: null }
  try {
    await connection.withDeadline(Date.now() + DEADLINE_MS, () =>
      connection.operatorService.addSearchAttributes({
        namespace,
        searchAttributes: Object.fromEntries(wanted.map((name) => [name, KEYWORD])),
      }),
    )
    return { added: wanted, missing: [], advice: null }
  } catch (error) {
    if (!NOT_ALLOWED.includes(grpcFailureOf(error)?.code)) throw explainTemporalError(error, DOING)
    return { added: [], missing: wanted, advice: adviseByHand(namespace, wanted, error) }
  }
}

function adviseByHand(namespace: string, names: readonly string[], error: unknown): string {
  const flags = names.map((name) => `--name ${name} --type Keyword`).join(' ')
  return [
    `Temporal did not let us register search attributes (${(error as Error).message}).`,
    'Tasks start without them, but lists can not be filtered by process or ref. Register them by hand:',
    `  temporal operator search-attribute create --namespace ${namespace} ${flags}`,
    '  (Temporal Cloud: Namespace > Search Attributes in its web interface, each of type Keyword)',
  ].join('\n')
}
