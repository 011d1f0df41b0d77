/** `startnode task <obj_id>`: whatever became of a delivery is found by its task id, and shown as what it is. */
import { randomUUID } from 'node:crypto'
import { Client } from '@temporalio/client'
import { beforeAll, expect, test } from 'vitest'
import { deliver } from '../../src/forwarder/deliver/deliver.ts'
import type { Delivery } from '../../src/inbox/delivery.ts'
import { refWorkflowId } from '../../src/process/ids/workflow-id.ts'
import { findTask, findTaskAnywhere } from '../../src/tasks/find-task.ts'
import { listBeside, listTasks } from '../../src/tasks/list-tasks.ts'
import { readTask } from '../../src/tasks/read-task.ts'
import { useTarget } from '../forwarder/open-target.ts'
import { runWorker } from '../forwarder/run-worker.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeDelivery } from '../inbox/make-delivery.ts'

const PROCESS = 'loan-approved'
const target = useTarget('inbox')
let client: Client

beforeAll(() => {
  client = new Client({ connection: target.client.connection, namespace: 'inbox' })
})

async function show(delivery: Delivery) {
  const { outcome, workflowId, runId } = await readTask(
    client,
    await findTask(client, PROCESS, delivery.taskId),
  )
  return { outcome, workflowId, runId }
}

test('a task, a later task of its ref, a signal and a quarantine entry are found by their task ids', async () => {
  const ref = randomUUID()
  const id = refWorkflowId(PROCESS, ref)
  const event = (refInUse: Delivery['refInUse']) => makeDelivery({ ref, refInUse })
  const lone = makeDelivery()
  const [first, second, signal, quarantine] = [
    event('signal'),
    event('signal'),
    event('signal'),
    event('quarantine'),
  ]
  await deliver(lone, target)
  await deliver(first, target)
  await client.workflow.getHandle(id).terminate()
  await deliver(second, target)
  const undecided = await show(second)
  expect(undecided).toMatchObject({ outcome: 'undecided', workflowId: `${PROCESS}/d/${second.taskId}` })

  await runWorker('inbox', target.taskQueue)
  const task = await waitFor('its task', async () => {
    const shown = await show(second)
    // Between its two looks the record may have been decided
    return shown.workflowId === id && shown
  })
  expect(task.outcome).toBe('task')
  expect(task.runId).toBe((await client.workflow.getHandle(id).describe()).runId)
  await deliver(signal, target)
  await deliver(quarantine, target)
  await waitFor('both are decided', async () =>
    (await Promise.all([signal, quarantine].map(show))).every(({ outcome }) => outcome !== 'undecided'),
  )
  expect(await show(signal)).toMatchObject({ outcome: 'signal' })
  expect(await readTask(client, await findTask(client, PROCESS, signal.taskId))).toMatchObject({
    result: { kind: 'signalled', workflowId: id, runId: task.runId },
  })
  expect(await show(quarantine)).toMatchObject({ outcome: 'quarantine' })
  expect(await show(lone)).toMatchObject({ outcome: 'task', workflowId: `${PROCESS}/t/${lone.taskId}` })
  expect((await findTask(client, PROCESS, ref)).workflowId).toBe(id)
  for (const { taskId } of [first, second, signal, quarantine, lone]) {
    const found = await findTaskAnywhere(client, [PROCESS], taskId)
    expect(found.workflowId).toBe((await findTask(client, PROCESS, taskId)).workflowId)
  }

  // Of the ref: two tasks. The entry in quarantine stands beside; records that have decided would only repeat what they started.
  await waitFor('the list', async () => {
    const { tasks } = await listTasks(client, { process: PROCESS, ref, limit: 10 })
    return tasks.length === 2 && tasks.every(({ outcome }) => outcome === 'task')
  })
  await waitFor('what is beside', async () => {
    const beside = await listBeside(client, { process: PROCESS, search: `MpoRef = '${ref}'` }, 10)
    return beside.length === 1 && beside[0]?.outcome === 'quarantine'
  })
})

test('a ref with letters that visibility can not look for is found by its process, and refused without', async () => {
  const ref = `L'1? "a\\b" ${randomUUID()}`
  const delivery = makeDelivery({ ref })
  await deliver(delivery, target)
  const { tasks } = await listTasks(client, { process: PROCESS, ref, limit: 10 })
  expect(tasks.map(({ workflowId }) => workflowId)).toEqual([refWorkflowId(PROCESS, ref)])
  expect(await listTasks(client, { process: PROCESS, ref: `${ref}x`, limit: 10 })).toMatchObject({
    tasks: [],
  })
  await expect(listTasks(client, { ref, limit: 10 })).rejects.toMatchObject({ code: 'request_invalid' })
})
