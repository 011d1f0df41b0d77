import { ApplicationFailure, CancelledFailure, TimeoutFailure } from '@temporalio/common'
import type { NodeFailure } from '../../process/node-failure.ts'

/** Why something failed, in plain words. */
export interface ExplainedFailure {
  readonly message: string
  /** Type of the failure, e.g. MPO's error tag; null where there is none. */
  readonly type: string | null
  /** What the node said that failed; null where no node of ours did. */
  readonly failedNode: NodeFailure | null
}

/** Says only that something failed; what, says its cause. */
const GENERIC = /^(?:Activity task failed|Child Workflow execution failed|Workflow execution failed)$/i
/** Deep enough for a process that calls processes. */
const MAX_DEPTH = 12

/**
 * The first failure of a chain that says something, and what a node told of it.
 *
 * @example explainFailure(error).message // 'Disburse: Mambu refused it: INSUFFICIENT_BALANCE'
 */
export function explainFailure(error: Error): ExplainedFailure {
  const chain: Error[] = []
  for (let at: unknown = error; at instanceof Error && chain.length < MAX_DEPTH; at = at.cause) chain.push(at)
  const telling = chain.find(({ message }) => message !== '' && !GENERIC.test(message)) ?? error
  const detail = chain
    .flatMap((one) => (one instanceof ApplicationFailure ? [one.details?.[0]] : []))
    .find(isNodeFailure)
  return {
    message: wordsOf(telling),
    type: telling instanceof ApplicationFailure ? (telling.type ?? null) : null,
    failedNode: detail ?? null,
  }
}

function wordsOf(error: Error): string {
  if (error instanceof CancelledFailure) return 'It was cancelled'
  if (error instanceof TimeoutFailure) {
    const what = (error.timeoutType ?? 'time-out').replace(/_/g, ' ').toLowerCase()
    return `It took longer than allowed (${what})`
  }
  return error.message
}

function isNodeFailure(value: unknown): value is NodeFailure {
  if (typeof value !== 'object' || value === null) return false
  return ['node', 'tag', 'kind'].every((name) => typeof (value as Record<string, unknown>)[name] === 'string')
}
