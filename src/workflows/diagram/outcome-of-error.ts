import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  TimeoutFailure,
} from '@temporalio/workflow'
import type { Effect, LogicFailure, Outcome } from '../../diagram/step/effect.ts'
import { nodeFailureOf } from '../nodes/run/fail-node.ts'

type Failing = Exclude<Effect['kind'], 'stand' | 'callback' | 'reply'>

/** What MPO calls it when the engine itself had trouble (facts: mpo.md 3.2); a call whose worker died is a time-out, a bad answer. */
const TROUBLE: Readonly<Record<Failing, Pick<LogicFailure, 'type' | 'tag'>>> = {
  api: { type: 'software', tag: 'api_bad_answer' },
  code: { type: 'hardware', tag: 'code_timeout' },
  call: { type: 'hardware', tag: 'rpc_task_fatal_error' },
  copy: { type: 'hardware', tag: 'copy_task_fatal_error' },
  modify: { type: 'hardware', tag: 'copy_task_fatal_error' },
  queue: { type: 'hardware', tag: 'queue_fatal_error' },
  take: { type: 'hardware', tag: 'get_task_fatal_error' },
  sum: { type: 'hardware', tag: 'api_sum_fatal_error' },
}

/**
 * The outcome of an effect that threw: the diagram answers it as it answers what the effect itself says.
 *
 * @throws the error: a cancelled task, or what is no trouble of an effect
 */
export function outcomeOfError(error: unknown, kind: Effect['kind']): Outcome {
  if (isCancellation(error) || CancellationScope.current().consideredCancelled) throw error
  const known = nodeFailureOf(error)
  if (known !== null)
    return {
      kind: 'failed',
      failure: { type: known.kind, tag: known.tag, description: (error as Error).message },
    }
  if (!(error instanceof ActivityFailure) || !(kind in TROUBLE)) throw error
  const { type, tag } = TROUBLE[kind as Failing]
  const { cause } = error
  if (cause instanceof ApplicationFailure && cause.type)
    return {
      kind: 'failed',
      failure: { type: cause.nonRetryable ? 'software' : type, tag: cause.type, description: cause.message },
    }
  const description = cause instanceof TimeoutFailure ? 'timeout' : (cause?.message ?? error.message)
  return { kind: 'failed', failure: { type, tag, description } }
}
