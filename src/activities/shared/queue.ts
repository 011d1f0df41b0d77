import type { LeaveRequest, PutRequest, QueuedTask, TakeRequest } from '../../process/ids/shared-names.ts'
import { QUEUE } from '../../process/ids/shared-names.ts'
import { type SharedWorkflow, updateIdOf, updateShared } from './shared-workflow.ts'

/** Activities of the nodes `queue` and `getFromQueue`; `key` names the operation once and for all. */
export interface QueueActivities {
  /** @returns how many tasks wait now */
  queue(name: string, key: string, request: PutRequest): Promise<number>
  /** @returns null when the queue is empty: who waits is told by its signal */
  getFromQueue(name: string, key: string, request: TakeRequest): Promise<QueuedTask | null>
  /** Stops the waiting of the take with this key. @returns what was handed over meanwhile */
  leaveQueue(name: string, key: string, putBack: boolean): Promise<QueuedTask | null>
}

export const queueActivities: QueueActivities = {
  queue: (name, key, request) => updateShared(queueOf(name), 'put', updateIdOf(key), request),
  getFromQueue: (name, key, request) => updateShared(queueOf(name), 'take', updateIdOf(key), request),
  leaveQueue: (name, key, putBack) => {
    const takeId = updateIdOf(key)
    const request: LeaveRequest = { takeId, putBack }
    // A task that is cancelled while it leaves asks for both, and the second must not be taken for the first.
    return updateShared(queueOf(name), 'leave', `${takeId}-${putBack ? 'back' : 'leave'}`, request)
  },
}

function queueOf(name: string): SharedWorkflow {
  return { workflowType: QUEUE.workflowType, workflowId: `${QUEUE.prefix}${name}` }
}
