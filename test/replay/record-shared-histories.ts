/**
 * Writes histories/shared-*.json anew: tasks that use queues, sums and states, and the long-running workflows that keep
 * them, on a dev server of its own. Only after a change that is meant to break those under way.
 *
 *     npx tsx test/replay/record-shared-histories.ts
 */
import { fileURLToPath } from 'node:url'
import { Client, type WorkflowHandle } from '@temporalio/client'
import { Worker } from '@temporalio/worker'
import { sharedActivities } from '../../src/activities/shared/shared-activities.ts'
import { StartnodePlugin } from '../../src/plugin.ts'
import { MPO_NODE } from '../../src/temporal/search-attributes.ts'
import { makeTask } from '../workflows/make-task.ts'
import { identity, openRecorder, taskQueue } from './open-recorder.ts'
import { writeHistory } from './write-history.ts'

const { connection, nativeConnection, close } = await openRecorder()
const client = new Client({ connection, identity })
const worker = await Worker.create({
  connection: nativeConnection,
  identity,
  taskQueue,
  workflowsPath: fileURLToPath(new URL('../workflows/nodes/shared-fixture.ts', import.meta.url)),
  activities: sharedActivities,
  plugins: [new StartnodePlugin()],
})

function start(type: string, data: unknown): Promise<WorkflowHandle> {
  const task = makeTask('shared', data)
  return client.workflow.start(type, {
    workflowId: `shared/t/${task.taskId}`,
    taskQueue,
    args: [task],
    typedSearchAttributes: [{ key: MPO_NODE, value: 'Start' }],
  })
}

async function record(name: string, handle: WorkflowHandle): Promise<void> {
  await writeHistory(`shared-${name}`, handle)
}

async function recordEnded(name: string, type: string, data: unknown): Promise<void> {
  const handle = await start(type, data)
  await handle.result().catch(() => null)
  await record(name, handle)
}

await worker.runUntil(async () => {
  await recordEnded('puts', 'putsItems', { name: 'loans', items: ['a', { b: 2 }] })
  await recordEnded('takes', 'takesItems', { name: 'loans', order: 'DESC', times: 3 })
  await recordEnded('takes-in-vain', 'takesItems', { name: 'loans', waitMs: 20 })
  const taker = await start('takesItems', { name: 'loans', waitMs: 60_000 })
  while (!(await taker.fetchHistory()).events?.some((event) => event.timerStartedEventAttributes));
  await (await start('putsItems', { name: 'loans', items: ['late'] })).result()
  await taker.result()
  await record('takes-late', taker)
  await recordEnded('adds', 'addsAmounts', { name: 'fees', amounts: ['0.1', 0.2] })
  await recordEnded('sets-state', 'setsState', { ref: 'C1', limit: '5' })
  await recordEnded('names-badly', 'namesBadly', null)
  for (const id of ['startnode-queue/loans', 'startnode-sum/fees', 'startnode-state/shared/C1'])
    await record(
      id.replaceAll('/', '-').replace('startnode-', '').toLowerCase(),
      client.workflow.getHandle(id),
    )
})
await close()
