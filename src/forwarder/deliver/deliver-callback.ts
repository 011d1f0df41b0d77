import { ERRORS } from '../../errors/error-table.ts'
import type { Delivery } from '../../inbox/delivery.ts'
import { deliveryWorkflowId } from '../../process/ids/workflow-id.ts'
import type { CallbackRecord } from '../../workflows/entities/callback-record.ts'
import type { DeliveryTarget } from './delivery-target.ts'
import { keepReused } from './keep-reused.ts'
import type { Outcome } from './outcome.ts'
import { startOnce } from './start-once.ts'
import { quarantineOf } from './start-quarantine.ts'
import { taskOf } from './task-start.ts'

const LATE = { code: 'callback_late', message: ERRORS.callback_late.text, problems: [] }

/** Leaves it to the record of a callback what becomes of it; a repeat finds the record that is there. */
export async function deliverCallback(
  delivery: Delivery,
  callback: NonNullable<Delivery['callback']>,
  target: DeliveryTarget,
): Promise<Outcome> {
  const { process, taskId } = delivery
  const workflowId = deliveryWorkflowId(process, taskId)
  const { arg, memo } = quarantineOf(delivery, LATE, target)
  // Kept as the JSON of its data, so that it is carried once.
  const kept = { ...arg, body: null, bodyEncoding: 'text', bodyCut: false, format: 'json' } as const
  const record: CallbackRecord = {
    ...callback,
    task: taskOf(delivery),
    quarantine: { delivery: kept, memo },
  }
  const runId = await startOnce(delivery, target, {
    workflowType: 'callbackRecord',
    workflowId,
    arg: record,
    node: 'Callback',
  })
  if (runId === 'reused') return keepReused(delivery, workflowId, target)
  return { kind: 'recorded', workflowId, runId, repeat: runId === null }
}
