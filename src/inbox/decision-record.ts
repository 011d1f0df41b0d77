/**
 * What became of a delivery that did not start a task is decided once, by starting a record under an id nobody can
 * start twice: the quarantined delivery itself, or a note of the run it is for. Repeats and other receivers follow it.
 */
import { ERRORS } from '../errors/error-table.ts'
import { deliveryWorkflowId } from '../process/workflow-id.ts'
import type { DeliveryRecord } from '../workflows/delivery-record.ts'
import type { Delivery } from './delivery.ts'
import type { DeliveryTarget } from './delivery-target.ts'
import { startQuarantine } from './start-quarantine.ts'
import { startWorkflow } from './start-workflow.ts'

/** A decision: kept in quarantine, or meant for the run `runId` of its ref. */
export type Decision =
  | {
      readonly kind: 'quarantined'
      readonly workflowId: string
      readonly runId: string
      readonly repeat: boolean
    }
  | { readonly kind: 'signalled'; readonly runId: string; readonly repeat: boolean }

const REF_IN_USE = { code: 'not_unical_ref', message: ERRORS.not_unical_ref.text, problems: [] }

/**
 * Decides for a delivery whose ref the open run `openRunId` has, or finds what was decided before.
 *
 * @param number the first decision is 1; the next ones only after the run of the one before had closed too early
 */
export async function decide(
  delivery: Delivery,
  number: number,
  openRunId: string,
  target: DeliveryTarget,
): Promise<Decision | null> {
  const workflowId = recordId(delivery, number)
  const started =
    delivery.refInUse === 'quarantine'
      ? (await startQuarantine(delivery, REF_IN_USE, target, workflowId)).runId
      : await startSignalRecord(delivery, workflowId, openRunId, target)
  // Read back even what was just started: its request id may have given an earlier, other decision instead.
  const decision = await readDecision(delivery, number, target)
  return decision && { ...decision, repeat: started === null }
}

function startSignalRecord(delivery: Delivery, workflowId: string, runId: string, target: DeliveryTarget) {
  const { process, taskId, ref, receivedAt } = delivery
  const arg: DeliveryRecord = { process, taskId, ref, receivedAt, outcome: 'signalled', runId }
  const memo = { outcome: arg.outcome, runId }
  return startWorkflow(delivery, target, { workflowType: 'deliveryRecord', workflowId, arg, memo })
}

/** The decision made before; null when there is none. */
export async function readDecision(
  delivery: Delivery,
  number: number,
  target: DeliveryTarget,
): Promise<Decision | null> {
  const workflowId = recordId(delivery, number)
  const record = await target.client.describeRun({ workflowId, deadlineMs: target.deadlineMs })
  if (record === null) return null
  const { outcome, runId } = record.memo
  if (outcome === 'signalled' && typeof runId === 'string') return { kind: 'signalled', runId, repeat: true }
  return { kind: 'quarantined', workflowId, runId: record.runId, repeat: true }
}

function recordId({ process, taskId }: Delivery, number: number): string {
  const first = deliveryWorkflowId(process, taskId)
  return number === 1 ? first : `${first}/${number}`
}
