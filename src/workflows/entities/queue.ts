/**
 * One queue (MPO's nodes Queue and Get from Queue): tasks wait here until another task takes them, each by one taker.
 *
 * A taker that waits is told by a signal, which Temporal delivers once; if it is gone by then, the task goes back to
 * its place. Must never drop a task that was put, also not when the run continues as new.
 */
import {
  ApplicationFailure,
  continueAsNew,
  defineQuery,
  defineUpdate,
  getExternalWorkflowHandle,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow'
import type {
  LeaveRequest,
  PutRequest,
  QueuedTask,
  QueueTaker,
  TakeRequest,
} from '../../process/ids/shared-names.ts'
import { followBuilds } from './follow-builds.ts'
import { once, updateId } from './once.ts'
import { createQueueTasks, type QueueState } from './queue-tasks.ts'
import { untilRenewal } from './until-renewal.ts'

const putUpdate = defineUpdate<number, [PutRequest]>('put')
const takeUpdate = defineUpdate<QueuedTask | null, [TakeRequest]>('take')
const leaveUpdate = defineUpdate<QueuedTask | null, [LeaveRequest]>('leave')
const tasksQuery = defineQuery<readonly QueuedTask[]>('tasks')

followBuilds(startnodeQueue)
/** Empty at first; the Updates are those of the nodes `queue` and `getFromQueue`, the query `tasks` reads it. */
export async function startnodeQueue(state: QueueState = {}): Promise<never> {
  const tasks = createQueueTasks(state)
  let telling = 0
  const show = () => setCurrentDetails(`**${tasks.length()}** wait, ${tasks.takers()} takers wait`)
  show()

  /** Hands waiting tasks to waiting takers, and tells them. */
  const handOver = () => {
    for (const { takeId, taker, entry } of tasks.match()) {
      telling += 1
      void tell(taker, entry.task).then((reached) => {
        telling -= 1
        tasks.told(takeId, reached)
        handOver()
      })
    }
    show()
  }

  setHandler(tasksQuery, () => tasks.list())
  setHandler(
    putUpdate,
    ({ sender, data }) =>
      once(tasks.puts, () => {
        tasks.put({ ...sender, data, queuedAt: new Date().toISOString() })
        handOver()
        return tasks.length()
      }),
    {
      validator: (request) => {
        const problem = tasks.problemOf(request)
        if (problem) throw ApplicationFailure.nonRetryable(problem.message, problem.type)
      },
    },
  )
  setHandler(takeUpdate, ({ order, taker }) => {
    const taken = tasks.take(updateId(), order, taker)
    show()
    return taken
  })
  setHandler(leaveUpdate, ({ takeId, putBack }) => {
    const taken = tasks.leave(takeId, putBack)
    handOver()
    return taken
  })

  handOver()
  await untilRenewal(() => telling === 0)
  return continueAsNew<typeof startnodeQueue>(tasks.state())
}

/** @returns false when the taker has ended */
function tell({ workflowId, runId, signal }: QueueTaker, task: QueuedTask): Promise<boolean> {
  return getExternalWorkflowHandle(workflowId, runId)
    .signal(signal, task)
    .then(
      () => true,
      () => false,
    )
}
