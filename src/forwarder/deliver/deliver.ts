/**
 * Brings one delivery to its one outcome (DESIGN section 2). Safe to repeat from the beginning at any time, by anyone:
 * every step is decided once, by a workflow id.
 */

import type { Delivery } from '../../inbox/delivery.ts'
import { taskWorkflowId } from '../../process/ids/workflow-id.ts'
import { deliverCallback } from './deliver-callback.ts'
import { deliverWithRef } from './deliver-with-ref.ts'
import type { DeliveryTarget } from './delivery-target.ts'
import { identify } from './identify.ts'
import { keepReused } from './keep-reused.ts'
import type { Outcome } from './outcome.ts'
import { startOnce } from './start-once.ts'
import { startQuarantine } from './start-quarantine.ts'
import { startDelayOf, taskOf } from './task-start.ts'

/**
 * @throws what the call to Temporal threw (see classify-failure.ts); the delivery has no outcome yet then
 * @example const { kind, workflowId } = await deliver(delivery, target)
 */
export async function deliver(arrived: Delivery, target: DeliveryTarget): Promise<Outcome> {
  const delivery = identify(arrived, target.concealKey ?? null)
  if (delivery.problem !== null) return startQuarantine(delivery, delivery.problem, target)
  if (delivery.callback !== undefined) return deliverCallback(delivery, delivery.callback, target)
  if (delivery.ref !== null) return deliverWithRef(delivery, delivery.ref, target)
  const workflowId = taskWorkflowId(delivery.process, delivery.taskId)
  const { workflowType } = delivery
  const task = { workflowType, workflowId, arg: taskOf(delivery), ...startDelayOf(delivery) }
  const runId = await startOnce(delivery, target, task)
  if (runId === 'reused') return keepReused(delivery, workflowId, target)
  return { kind: 'task', workflowId, runId, repeat: runId === null }
}
