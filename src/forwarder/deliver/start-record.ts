import { ERRORS } from '../../errors/error-table.ts'
import type { Delivery } from '../../inbox/delivery.ts'
import { deliveryWorkflowId } from '../../process/ids/workflow-id.ts'
import type { Task } from '../../process/task.ts'
import type { DeliveryRecord, RefInUse } from '../../workflows/entities/delivery-record.ts'
import type { DeliveryTarget } from './delivery-target.ts'
import { keepReused } from './keep-reused.ts'
import type { Outcome } from './outcome.ts'
import { startOnce } from './start-once.ts'
import { quarantineOf } from './start-quarantine.ts'
import { uiTextsOf } from './task-start.ts'

const REF_IN_USE = { code: 'not_unical_ref', message: ERRORS.not_unical_ref.text, problems: [] }
/** Temporal refuses an argument over 2 MiB; encryption needs some of it. */
const MAX_ENCODED_BYTES = 1_835_008

/** What is known of the ref. */
type OfRef = Pick<DeliveryRecord, 'task' | 'workflowId' | 'first' | 'firstDigest' | 'openRunId'>

/** Leaves it to the record of a delivery what becomes of it; a repeat finds the record that is there. */
export async function startRecord(delivery: Delivery, ref: OfRef, target: DeliveryTarget): Promise<Outcome> {
  const workflowId = deliveryWorkflowId(delivery.process, delivery.taskId)
  const arg = recordOf(delivery, ref, target)
  const runId = await startOnce(delivery, target, { workflowType: 'deliveryRecord', workflowId, arg })
  if (runId === 'reused') return keepReused(delivery, workflowId, target)
  return { kind: 'recorded', workflowId, runId, repeat: runId === null }
}

/** What starts the record of a delivery. */
export function recordOf(
  delivery: Delivery,
  ref: OfRef,
  target: Pick<DeliveryTarget, 'quarantine'>,
): DeliveryRecord {
  const { workflowType, startDelayMs = 0 } = delivery
  return {
    ...ref,
    workflowType,
    startDelayMs,
    texts: uiTextsOf(delivery),
    quarantine: delivery.refInUse === 'quarantine' ? refInUseOf(delivery, ref.task, target) : null,
  }
}

/** The body goes along beside the data only where it says more, and where both fit. */
function refInUseOf(
  delivery: Delivery,
  { data }: Task,
  target: Pick<DeliveryTarget, 'quarantine'>,
): RefInUse {
  const { arg, memo } = quarantineOf(delivery, REF_IN_USE, target)
  const json = JSON.stringify(data)
  const bytes = Buffer.byteLength(json) + Buffer.byteLength(JSON.stringify(arg.body))
  const isJson = delivery.format === 'json'
  const needless = isJson && (json === arg.body || bytes > MAX_ENCODED_BYTES)
  const asJson = { body: null, bodyEncoding: 'text', bodyCut: false } as const
  return { delivery: needless ? { ...arg, ...asJson } : arg, memo }
}
