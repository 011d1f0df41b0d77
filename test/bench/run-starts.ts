/**
 * Starts tasks as fast as it can, in a process of its own: by the forwarder out of an inbox that is filled before the
 * clock starts, or by a loop of `client.workflow.start`. Both make the same start: same argument, search attributes
 * and texts, reuse policy and deadline. The forwarder reads each delivery from the inbox, parses it and deletes it
 * besides; the loop has its arguments ready.
 *
 * argv[2]: JSON of StartsOptions. Prints starts per second.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { searchAttributesOf, taskOf, uiTextsOf } from '../../src/forwarder/deliver/task-start.ts'
import { startForwarder } from '../../src/forwarder/forwarder.ts'
import type { Delivery } from '../../src/inbox/delivery.ts'
import { openInbox } from '../../src/inbox/inbox.ts'
import { taskIdOf } from '../../src/process/ids/task-id.ts'
import { refWorkflowId } from '../../src/process/ids/workflow-id.ts'
import { connectClientLazily } from '../../src/temporal/connection.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import { loadTemporalOptions } from '../../src/temporal/temporal-options.ts'
import { forEachAtOnce } from '../helpers/for-each-at-once.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { waitFor } from '../helpers/wait-for.ts'

export interface StartsOptions {
  readonly by: 'forwarder' | 'loop'
  readonly address: string
  readonly concurrency: number
  readonly starts: number
  /** Begins every ref. */
  readonly name: string
}

const TASK_QUEUE = 'nobody'
const DEADLINE_MS = 10_000

const options = JSON.parse(process.argv[2] as string) as StartsOptions
const connection = connectClientLazily(loadTemporalOptions({ TEMPORAL_ADDRESS: options.address }))
const client = new StartClient({ connection, namespace: 'default' })
await connection.ensureConnected()
const deliveries = Array.from({ length: options.starts }, (_, index) =>
  makeDelivery(`${options.name}-${index}`),
)
const seconds = options.by === 'forwarder' ? await startByForwarder() : await startByLoop()
await connection.close()
process.stdout.write(String(options.starts / seconds))

function makeDelivery(ref: string): Delivery {
  const taskId = taskIdOf('loan-approved', ref)
  return {
    process: 'loan-approved',
    addressed: 'loan-approved',
    workflowType: 'loanApproved',
    title: 'Loan approved',
    taskId,
    requestId: `startnode-${taskId}`,
    key: ref,
    ref,
    refInUse: 'quarantine',
    receivedAt: new Date().toISOString(),
    method: 'POST',
    contentType: 'application/json',
    format: 'json',
    problem: null,
    body: Buffer.from(loanBody(ref)),
  }
}

async function startByForwarder(): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'startnode-bench-'))
  const inbox = await openInbox({
    dir,
    mapBytes: 64 * 1024 * 1024,
    maxRecords: 100_000,
    maxPerProcess: 100_000,
  })
  await Promise.all(deliveries.map((delivery) => inbox.accept(delivery)))
  const before = performance.now()
  const forwarder = startForwarder({
    inbox,
    target: { client, taskQueue: TASK_QUEUE, deadlineMs: DEADLINE_MS },
    concurrency: options.concurrency,
  })
  await waitFor('the inbox is empty', () => forwarder.status().forwarded >= options.starts, 60_000)
  const ms = performance.now() - before
  await forwarder.stop()
  await inbox.close()
  await rm(dir, { recursive: true })
  return ms / 1_000
}

async function startByLoop(): Promise<number> {
  const starts = deliveries.map((delivery) => ({
    workflowId: refWorkflowId(delivery.process, delivery.ref as string),
    args: [taskOf(delivery)] as [unknown],
    typedSearchAttributes: searchAttributesOf(delivery),
    memo: { startnodeDeliveries: [delivery.taskId] },
    ...uiTextsOf(delivery),
  }))
  const before = performance.now()
  await forEachAtOnce(starts, options.concurrency, async (start) => {
    await client.withDeadline(Date.now() + DEADLINE_MS, () =>
      client.start('loanApproved', {
        ...start,
        taskQueue: TASK_QUEUE,
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
      }),
    )
  })
  return (performance.now() - before) / 1_000
}
