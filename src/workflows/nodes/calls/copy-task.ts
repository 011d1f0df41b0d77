/**
 * The Copy Task node: a task of its own in another process, started exactly once. It is an abandoned child workflow,
 * since Temporal carries out each command of a workflow once, whatever happens to workers meanwhile.
 */
import { startChild } from '@temporalio/workflow'
import type { TaskPlace } from '../../../activities/locate-task.ts'
import { checkRef } from '../../../process/ids/ref.ts'
import type { DataOf, ProcessWorkflow } from '../../../start-node/start-node.ts'
import { failNode } from '../run/fail-node.ts'
import { node } from '../run/node.ts'
import { note } from '../run/note.ts'
import { locateTask } from './locate-task.ts'
import { nextOperationKey } from './operation-key.ts'
import { describeOther, isAlreadyStarted } from './start-other.ts'

export interface CopyTaskOptions {
  /** Business reference of the new task; unique among open tasks of its process. Default: none. */
  readonly ref?: string
}

/** The new task. */
export interface CopiedTask {
  readonly process: string
  readonly taskId: string
  readonly ref: string | null
}

/** Each round means that another one had the ref first and is over again. */
const MAX_ROUNDS = 5

/**
 * Starts a task of another process and goes on; the new task lives by itself. Once per visit of the node, also after a
 * reset of the task to before it.
 *
 * @param process process id, or `@alias`, which is resolved when the task comes here
 * @throws ApplicationFailure `not_unical_ref` (an open task has the ref), `wrong_validate_params` (no ref),
 * `copy_task_size_overflow_limit`, `conveyor_is_not_active`
 * @example const { taskId } = await copyTask<typeof auditEntry>('Tell the audit', 'audit-entry', { loanId })
 */
export function copyTask<W extends ProcessWorkflow>(
  title: string,
  process: string,
  data: DataOf<W>,
  options: CopyTaskOptions = {},
): Promise<CopiedTask> {
  return node(title, () => startCopy(title, process, data, options))
}

/**
 * What the node `copyTask` does, within the node around the call.
 *
 * @param title of that node
 * @param version of a diagram; default: the task finds its own
 */
export async function startCopy(
  title: string,
  target: string,
  data: unknown,
  options: CopyTaskOptions = {},
  version: string | null = null,
): Promise<CopiedTask> {
  const key = nextOperationKey()
  const ref = options.ref === undefined ? null : readRef(options.ref)
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const question = { target, key, ...(ref === null ? {} : { ref }) }
    const { run, ...place } = await locateTask(question, 'copy_task_fatal_error')
    const taskId = place.newTaskId
    const copied: CopiedTask = { process: place.process, taskId, ref }
    if (run?.copy === taskId) return tell(copied, 'was there already')
    if (run?.open) throw refInUse(ref)
    const other = { ...place, version, taskId, ref, data, by: 'copyTask' } as const
    const { type, options: child } = describeOther(title, other, 'copy_task_size_overflow_limit')
    try {
      await startChild(type, {
        ...child,
        workflowIdReusePolicy: run === null ? 'REJECT_DUPLICATE' : 'ALLOW_DUPLICATE',
        parentClosePolicy: 'ABANDON',
        // A repeat of the delivery that first brought the ref is known by `first`, however many runs came after it.
        memo: { copy: taskId, ...(ref === null ? {} : firstOf(taskId, run)) },
      })
      return tell(copied, 'started')
    } catch (error) {
      if (!isAlreadyStarted(error)) throw error
      if (ref === null) return tell(copied, 'was there already')
      if (run !== null) throw refInUse(ref)
    }
  }
  throw failNode('copy_task_fatal_error', 'hardware', 'The ref changed hands again and again')
}

/** A copy that is the first of its ref came under no delivery key. */
function firstOf(taskId: string, run: TaskPlace['run']): Record<string, unknown> {
  if (run === null) return { first: taskId, firstDigest: null }
  const { first, firstDigest } = run
  return firstDigest === undefined ? { first } : { first, firstDigest }
}

function readRef(given: string): string {
  const checked = checkRef(given)
  if ('ref' in checked) return checked.ref
  throw failNode('wrong_validate_params', 'software', `The ref can not be used: ${checked.problem}`)
}

function refInUse(ref: string | null): Error {
  return failNode('not_unical_ref', 'software', `Another open task has the ref '${ref}'`)
}

function tell(copied: CopiedTask, what: string): CopiedTask {
  note(`${copied.process}, task ${copied.taskId}, ${what}`)
  return copied
}
