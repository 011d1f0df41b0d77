import type { JsonObject, Logic } from '../../../diagram/diagram.ts'
import { markFailure, tagPrefixOf } from '../../../diagram/step/mark-failure.ts'
import { nodeFailureOf } from '../run/fail-node.ts'
import type { Run } from './run.ts'
import { NOT_FINISHED } from './stand.ts'

/** What the language fails of has the name of the node in its tag. */
const OF_THE_LANGUAGE = ['wrong_convert_param', 'budget']

/**
 * What an error exit does: the data says how the node failed (`__conveyor_..._return_type_tag__` and the rest), and the task goes on.
 *
 * @param kind of what failed, as the diagram has it
 * @throws the error itself where it is no failure of a node, such as a cancellation, or says that something is not finished
 */
export function fail(
  run: Run,
  kind: Exclude<Logic['kind'], 'go' | 'if' | 'unsupported'>,
  error: unknown,
): void {
  const failure = nodeFailureOf(error)
  if (failure === null || failure.tag === NOT_FINISHED) throw error
  const { tag, kind: type, httpCode } = failure
  const description = (error as Error).message.slice(failure.node.length + 2)
  // Only the kind of it counts for the marks
  const logic = { kind } as Logic
  run.data = markFailure(run.data as JsonObject, logic, {
    type,
    tag: OF_THE_LANGUAGE.includes(tag) ? `${tagPrefixOf(logic)}_${tag}` : tag,
    description,
    ...(httpCode === null ? {} : { httpCode }),
  })
}
