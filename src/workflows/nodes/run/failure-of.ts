import {
  ApplicationFailure,
  ContinueAsNew,
  DeterminismViolationError,
  TemporalFailure,
} from '@temporalio/workflow'
import type { TaskRun } from './task-run.ts'

/**
 * Turns an ordinary error of a process into the failure of its task. Temporal would repeat the workflow task for ever
 * instead, and the task would seem to hang.
 *
 * Temporal's own failures, cancellation and continue-as-new stay what they are; so does a determinism violation, which
 * a corrected deployment heals.
 *
 * @returns what to throw instead of `error`
 */
export function failureOf(run: TaskRun, error: unknown): unknown {
  if (
    error instanceof TemporalFailure ||
    error instanceof ContinueAsNew ||
    error instanceof DeterminismViolationError
  )
    return error
  const node = typeof error === 'object' && error !== null ? run.failedAt.get(error) : undefined
  const cause = error instanceof Error ? error : undefined
  const message = cause?.message ?? String(error)
  const failure = ApplicationFailure.create({
    message: node === undefined ? message : `${node}: ${message}`,
    type: cause?.name ?? 'Error',
    nonRetryable: true,
    ...(cause ? { cause } : {}),
  })
  if (node !== undefined) run.failedAt.set(failure, node)
  return failure
}
