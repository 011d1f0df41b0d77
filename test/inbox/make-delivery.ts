import { randomUUID } from 'node:crypto'
import type { Delivery } from '../../src/inbox/delivery.ts'
import { bodyDigestOf } from '../../src/process/ids/body-digest.ts'
import { taskIdOf } from '../../src/process/ids/task-id.ts'

/** A delivery as the receiver makes one; the same key gives the same delivery. */
export function makeDelivery(more: Partial<Omit<Delivery, 'body'>> & { data?: unknown } = {}): Delivery {
  const { data = { amount: 12.5, note: 'ünï' }, ...fields } = more
  const process = fields.process ?? 'loan-approved'
  const key = fields.key === undefined ? randomUUID() : fields.key
  const taskId = taskIdOf(process, key, fields.refInId ?? fields.ref ?? null)
  const body = Buffer.from(JSON.stringify(data))
  return {
    process,
    addressed: process,
    workflowType: 'loanApproved',
    title: 'Loan approved',
    taskId,
    requestId: `start:${taskId}`,
    key,
    ...(key === null ? {} : { digest: bodyDigestOf(body) }),
    ref: null,
    refInUse: 'quarantine',
    receivedAt: new Date().toISOString(),
    method: 'POST',
    contentType: 'application/json',
    format: 'json',
    problem: null,
    ...fields,
    body,
  }
}
