import { deliveryWorkflowId } from '../process/workflow-id.ts'
import { encodeBody } from '../quarantine/encode-body.ts'
import type { QuarantinedDelivery } from '../workflows/quarantined-delivery.ts'
import type { Delivery, DeliveryProblem } from './delivery.ts'
import type { DeliveryTarget } from './delivery-target.ts'
import type { Outcome } from './outcome.ts'
import { startWorkflow } from './start-workflow.ts'

/** Thousands of problems help nobody and could make the argument too large. */
const MAX_PROBLEMS = 100

/** What starts the quarantine of a delivery. */
export function quarantineOf(
  delivery: Delivery,
  problem: DeliveryProblem,
): { readonly arg: QuarantinedDelivery; readonly memo: Record<string, unknown> } {
  const { process, taskId, ref, receivedAt, contentType } = delivery
  const arg: QuarantinedDelivery = {
    process,
    taskId,
    ref,
    receivedAt,
    problem: { ...problem, problems: problem.problems.slice(0, MAX_PROBLEMS) },
    contentType,
    ...encodeBody(delivery.body),
  }
  return { arg, memo: { outcome: 'quarantined' } }
}

/** Puts a delivery into quarantine; a repeat finds the one that is there. */
export async function startQuarantine(
  delivery: Delivery,
  problem: DeliveryProblem,
  target: DeliveryTarget,
): Promise<Outcome> {
  const workflowId = deliveryWorkflowId(delivery.process, delivery.taskId)
  const runId = await startWorkflow(delivery, target, {
    workflowType: 'quarantinedDelivery',
    workflowId,
    ...quarantineOf(delivery, problem),
  })
  return { kind: 'quarantined', workflowId, runId, repeat: runId === null }
}
