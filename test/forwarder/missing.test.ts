/** What a receiver forwarded and Temporal does not have any more is found, and forwarded again under the ids it had. */
import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findMissing, nameOf } from '../../src/forwarder/find-missing.ts'
import { forwardAgain } from '../../src/forwarder/forward-again.ts'
import { startForwarder } from '../../src/forwarder/forwarder.ts'
import type { Delivery } from '../../src/inbox/delivery.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeDelivery } from '../inbox/make-delivery.ts'
import { useInboxes } from '../inbox/use-inbox-dir.ts'
import { useTarget } from './open-target.ts'
import { runWorker } from './run-worker.ts'

const NAMESPACE = 'inbox'
const HOUR_MS = 60 * 60 * 1_000
const target = useTarget(NAMESPACE)
const { makeDir, open } = useInboxes()
const encryption = { keys: [], configured: false }

/** Accepts and forwards deliveries as a receiver does; gives where to look for them. */
async function forward(deliveries: readonly Delivery[]) {
  const dir = makeDir()
  const inbox = await open({ dir, keepForwarded: { forMs: HOUR_MS, bytes: 1 << 24 } })
  for (const one of deliveries) await inbox.accept(one)
  const forwarder = startForwarder({ inbox, target })
  expect(await forwarder.drain(30_000)).toBe(0)
  await forwarder.stop()
  await inbox.close()
  return { dir, encryption, since: 0, retentionMs: 24 * HOUR_MS }
}

/** As if Temporal were of a time before it, with all its runs. */
async function forget(workflowId: string): Promise<void> {
  const { client } = target
  const asked = new Set<string>()
  await waitFor(`${workflowId} is gone`, async () => {
    const run = await client.describeRun({ workflowId, deadlineMs: 5_000 })
    if (run === null) return true
    const { runId } = run
    if (asked.has(runId)) return false
    asked.add(runId)
    const workflowExecution = { workflowId, runId }
    await client.workflowService.deleteWorkflowExecution({ namespace: NAMESPACE, workflowExecution })
    return false
  })
}

test('each kind of delivery is found where it is, or missing; and forwarded again it is not missing any more', async () => {
  await runWorker(NAMESPACE, target.taskQueue)
  const ref = `loan ${randomUUID()}`
  const [plain, unkeyed, kept] = [
    makeDelivery(),
    makeDelivery({ key: null, taskId: randomUUID().replaceAll('-', '').slice(0, 24) }),
    makeDelivery(),
  ]
  const [first, later] = [makeDelivery({ ref }), makeDelivery({ ref })]
  const problem = { code: 'json_invalid', message: 'no JSON', problems: [] }
  const bad = makeDelivery({ problem })
  const reused = makeDelivery({ key: kept.key, data: { another: 'body' } })
  const all = [plain, unkeyed, kept, first, later, bad, reused, plain]
  const search = await forward(all)
  expect(await findMissing(search, target)).toMatchObject({ looked: 7, missing: [], tooOld: 0 })

  const ids = {
    plain: `loan-approved/t/${plain.taskId}`,
    unkeyed: `loan-approved/t/${unkeyed.taskId}`,
    // Before the task of its ref, which it would start anew
    later: `loan-approved/d/${later.taskId}`,
    first: `loan-approved/r/${ref}`,
    bad: `loan-approved/d/${bad.taskId}`,
  }
  for (const id of Object.values(ids)) await forget(id)
  const found = await findMissing(search, target)
  // Lanes are forwarded side by side; in a lane the order stays.
  const order = [plain, unkeyed, first, later, bad].map(({ taskId }) => taskId)
  const byOrder = [...found.missing].sort(
    (one, other) => order.indexOf(one.taskId) - order.indexOf(other.taskId),
  )
  expect(found.missing.filter((one) => one.ref !== null).map(({ taskId }) => taskId)).toEqual([
    first.taskId,
    later.taskId,
  ])
  expect(byOrder).toMatchObject([
    { taskId: plain.taskId, workflowId: ids.plain, kind: 'task', mayRepeat: false },
    { taskId: unkeyed.taskId, workflowId: ids.unkeyed, kind: 'task' },
    { taskId: first.taskId, workflowId: ids.first, ref },
    { taskId: later.taskId, workflowId: ids.first, ref },
    { taskId: bad.taskId, workflowId: ids.bad, kind: 'entry', mayRepeat: false },
  ])
  const names = new Set(found.missing.map(({ name }) => name))
  const done = await forwardAgain(search, names, target, { deadlineMs: 30_000 })
  expect(done).toEqual({ forwarded: 5, repeats: 0, left: 0, stuck: 0 })
  expect((await findMissing(search, target)).missing).toEqual([])
  const again = await forwardAgain(search, new Set([nameOf(plain)]), target, { deadlineMs: 30_000 })
  expect(again).toMatchObject({ forwarded: 1, left: 0 })
  let runs = 0
  for await (const _ of target.client.list({ query: `WorkflowId = "${ids.plain}"` })) runs += 1
  expect(runs).toBeLessThanOrEqual(1)
})

test('what a killed command left is removed by the next, what one at work has is not', async () => {
  const one = makeDelivery()
  const search = await forward([one])
  const [left, atWork] = [join(search.dir, 'again-killed'), join(search.dir, 'again-at-work')]
  await mkdir(left)
  await copyFile(join(search.dir, 'data.mdb'), join(left, 'data.mdb'))
  await mkdir(atWork)
  const other = await open({ dir: atWork })
  await forwardAgain(search, new Set([nameOf(one)]), target, { deadlineMs: 30_000 })
  expect((await readdir(search.dir)).filter((name) => name.startsWith('again-'))).toEqual(['again-at-work'])
  await other.accept(makeDelivery())
  await other.close()
})

test('one that was accepted more than 6 hours ago may write twice; one beyond the retention is not judged', async () => {
  const old = makeDelivery({ receivedAt: new Date(Date.now() - 6 * HOUR_MS - 1).toISOString() })
  const search = await forward([old])
  const workflowId = `loan-approved/t/${old.taskId}`
  await target.client.getHandle(workflowId).terminate()
  await forget(workflowId)
  expect(await findMissing(search, target)).toMatchObject({
    missing: [{ taskId: old.taskId, mayRepeat: true }],
  })
  expect(await findMissing({ ...search, since: Date.now() + 1 }, target)).toMatchObject({
    looked: 0,
    missing: [],
  })
  expect(await findMissing({ ...search, retentionMs: 0 }, target)).toMatchObject({
    looked: 0,
    missing: [],
    tooOld: 1,
  })
})
