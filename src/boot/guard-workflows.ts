/**
 * Keeps a worker at work whatever a workflow does to the thread that runs it. A run that holds the thread too long, or uses
 * up its memory, ends that thread and no more: another takes its place, all other runs go on from their history, and
 * the run itself is left alone for a while.
 */
import type { Worker } from '@temporalio/worker'
import type { Logger } from '../telemetry/logger.ts'
import { type FollowedThread, followRequests } from './follow-requests.ts'
import { createPoisonList } from './poison-list.ts'
import { createThread, type ThreadClient, threadsOf, type WorkflowOfThread } from './workflow-threads.ts'

/** How often a thread is looked at, ms. */
const LOOK_EVERY_MS = 250

/**
 * Guards a worker until it has ended.
 *
 * @param options.stepMs how long one step of a workflow may last
 * @param options.endsThread true where V8 can not cut a step without ending the process: the thread is ended then
 */
export function guardWorkflows(
  worker: Worker,
  options: { readonly stepMs: number; readonly endsThread: boolean; readonly log: Logger },
): void {
  const { stepMs, endsThread, log } = options
  const threads = threadsOf(worker)
  if (threads === null) return
  const poison = createPoisonList()

  function onPoison(workflow: WorkflowOfThread | null): void {
    const leftAloneUntil = workflow && new Date(poison.add(workflow)).toISOString()
    log.error(
      { code: 'workflow_poison', ...workflow, leftAloneUntil },
      'a workflow stopped the thread it runs in (a step that does not end, or out of memory): it is left alone for a while, the others go on',
    )
  }

  function guardThread(thread: ThreadClient, at: number): void {
    const { workerThread } = thread
    const followed = followRequests(thread, {
      reasonAgainst: poison.reasonAgainst,
      onCut: onPoison,
      longMs: stepMs * 0.9,
    })
    const look = endsThread ? lookAt(followed, stepMs, () => void workerThread.terminate()) : null
    workerThread.once('exit', () => {
      if (look !== null) clearInterval(look)
      if (followed.isEnding()) return
      onPoison(followed.step()?.workflow ?? null)
      followed.moveTo(replace(at))
    })
  }

  async function replace(at: number): Promise<ThreadClient> {
    const thread = await createThread(worker)
    guardThread(thread, at)
    // A worker that has ended meanwhile ends no thread any more.
    if (['STOPPED', 'FAILED'].includes(worker.getState())) await thread.workerThread.terminate()
    else if (threads !== null) threads[at] = thread
    return thread
  }

  threads.forEach(guardThread)
}

/** Tells once when a step lasts too long: twice seen, since what was answered meanwhile may not be read yet. */
function lookAt(thread: FollowedThread, stepMs: number, onTooLong: () => void): NodeJS.Timeout {
  let suspect: unknown = null
  const timer = setInterval(() => {
    const step = thread.step()
    const isTooLong = step !== null && performance.now() - step.since >= stepMs
    if (!isTooLong) suspect = null
    else if (suspect === step) {
      clearInterval(timer)
      onTooLong()
    } else suspect = step
  }, LOOK_EVERY_MS)
  return timer.unref()
}
