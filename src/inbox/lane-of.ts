import { concealKeyOf, concealRef } from '../process/ids/conceal-ref.ts'
import { deliveryWorkflowId, refWorkflowId, taskWorkflowId } from '../process/ids/workflow-id.ts'
import type { Delivery } from './delivery.ts'

/**
 * The lane of a delivery: the workflow id it is for. Deliveries of one lane are forwarded one after the other, in the
 * order they were accepted; lanes know nothing of each other.
 */
export function laneOf({ process, taskId, ref, refInId, problem, callback }: Delivery): string {
  if (problem !== null) return deliveryWorkflowId(process, taskId)
  if (callback !== undefined) return callback.workflowId
  return ref === null ? taskWorkflowId(process, taskId) : refWorkflowId(process, refInId ?? ref)
}

/** The process of a lane. A process id has no slash. */
export function processOfLane(lane: string): string {
  return lane.slice(0, lane.indexOf('/'))
}

/** True for the lane of a delivery that goes to quarantine. */
export function isAsideLane(lane: string): boolean {
  return lane.startsWith('d/', lane.indexOf('/') + 1)
}

/**
 * Makes what gives a lane its name on the disk: keys of the inbox are not encrypted, so with encryption a hash stands for
 * a ref. A name that has one already stays; a name of before there was a key gets it, so that a ref keeps one lane.
 *
 * @param keys encryption keys; none: names stay as they are
 * @example createLaneNames([key])('loan-approved/r/LNAC0502') // 'loan-approved/h/h-2f0c...'
 */
export function createLaneNames(keys: readonly Buffer[]): (lane: string) => string {
  const key = concealKeyOf(keys, [])
  if (key === null) return (lane) => lane
  return (lane) => {
    const at = lane.indexOf('/') + 1
    if (!lane.startsWith('r/', at)) return lane
    const process = lane.slice(0, at - 1)
    return `${process}/h/${concealRef(key, process, lane.slice(at + 2))}`
  }
}
