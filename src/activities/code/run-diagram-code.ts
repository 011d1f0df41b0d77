import { cancellationSignal } from '@temporalio/activity'
import type { RunDiagramCode } from './code-input.ts'
import { type CodePool, createCodePool } from './code-pool.ts'

/** Milliseconds, as on MPO. */
const DEFAULT_TIME_LIMIT_MS = 5_000

/**
 * Makes the activity `runDiagramCode`: a Code node of a diagram. The workflow calls it as a local activity with one attempt,
 * by `proxyLocalActivities`, so that a script that ran is not run again by itself; its time-out must leave room to wait for
 * a thread. A script that fails is an outcome, not an error: the diagram decides what happens then.
 *
 * @param pool the threads; by default those of this process, which are started with the first Code node
 * @throws an Error when no thread can be started; the reason of the cancellation when the node is cancelled
 * @example createRunDiagramCode()({ source: 'data.total = data.items.length', data: { items: [] }, root: {} })
 */
export function createRunDiagramCode(pool: CodePool = createCodePool()): RunDiagramCode {
  return ({ source, data, root, timeLimitMs = DEFAULT_TIME_LIMIT_MS }) =>
    pool.run(
      { source, dataText: JSON.stringify(data), rootText: JSON.stringify(root), timeLimitMs },
      cancellationSignal(),
    )
}
