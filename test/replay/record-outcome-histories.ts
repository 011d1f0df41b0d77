/**
 * Writes histories/outcome-*.json and histories/diagram-tried-again.json anew: tasks that show their outcome and state, on dev
 * servers of their own. Only after a change that is meant to break tasks under way.
 *
 *     npx tsx test/replay/record-outcome-histories.ts
 */
import { fileURLToPath } from 'node:url'
import { Client, type WorkflowHandle } from '@temporalio/client'
import { Worker } from '@temporalio/worker'
import { createEngineActivities } from '../../src/activities/index.ts'
import { StartnodePlugin } from '../../src/plugin.ts'
import { completeSnapshot } from '../../src/settings/snapshot.ts'
import { signSignal } from '../../src/tasks/sign-signal.ts'
import { MPO_NODE, MPO_SINCE, MPO_STATE } from '../../src/temporal/search-attributes.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import { answerJson, startAnsweringServer } from '../activities/answering-server.ts'
import { startOutsideSystem } from '../helpers/outside-system.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeTask } from '../workflows/make-task.ts'
import { openDiagramRecorder } from './open-diagram-recorder.ts'
import { identity, openRecorder, taskQueue } from './open-recorder.ts'
import { writeHistory } from './write-history.ts'

const key = Buffer.alloc(32, 7)
const away = new Set<string>()
const api = await startAnsweringServer(({ url }, response) =>
  answerJson(response, {}, url === '/bad' ? 404 : away.has(url) ? 503 : 200),
)
const { connection, nativeConnection, close } = await openRecorder()
const client = new Client({ connection, identity })
const worker = await Worker.create({
  connection: nativeConnection,
  identity,
  taskQueue,
  workflowsPath: fileURLToPath(new URL('../workflows/nodes/state-fixture.ts', import.meta.url)),
  activities: createEngineActivities({
    settings: { read: async () => completeSnapshot({ settingsId: 's', revision: 1, startNodes: {} }) },
    client: new StartClient({ connection, identity }),
    signingKeys: [key],
    encryptionKeys: [],
    publicUrl: 'http://127.0.0.1:1',
  }),
  plugins: [new StartnodePlugin()],
})

async function start(type: string, data: unknown): Promise<WorkflowHandle> {
  const task = makeTask('state', data)
  return client.workflow.start(type, {
    workflowId: `state/t/${task.taskId}`,
    taskQueue,
    args: [task],
    typedSearchAttributes: [
      { key: MPO_NODE, value: 'Start' },
      { key: MPO_SINCE, value: new Date() },
    ],
  })
}

const untilState = (task: WorkflowHandle, state: string) =>
  waitFor(`it is ${state}`, async () => {
    const { typedSearchAttributes } = await task.describe()
    return typedSearchAttributes.get(MPO_STATE) === state
  })

async function record(name: string, task: WorkflowHandle): Promise<void> {
  await task.result().catch(() => null)
  await writeHistory(`outcome-${name}`, task)
}

await worker.runUntil(async () => {
  away.add('/a')
  const tried = await start('asksBureau', { url: `${api.url}/a` })
  await untilState(tried, 'retrying')
  away.delete('/a')
  await untilState(tried, 'waiting')
  await tried.signal('go', 1)
  await record('tried-again', tried)

  for (const path of ['/b', '/c']) away.add(path)
  const two = await start('asksTwo', { urls: [`${api.url}/b`, `${api.url}/c`] })
  await untilState(two, 'retrying')
  await waitFor('both are told', async () => {
    const { events } = await two.fetchHistory()
    return events?.filter((event) => event.workflowExecutionSignaledEventAttributes).length === 2
  })
  away.delete('/b')
  await waitFor('one has its answer', async () => {
    const { events } = await two.fetchHistory()
    return events?.some((event) => event.activityTaskCompletedEventAttributes)
  })
  away.clear()
  await record('two-tried-again', two)

  await record('failed-call', await start('fails', { url: `${api.url}/bad` }))
  await record('failed', await start('fails', {}))
  await record('said', await start('saysOutcome', { state: 'settled' }))

  const waits = await start('waitsInTurn', null)
  await untilState(waits, 'waiting')
  const { workflowId } = waits
  const { raw } = await waits.describe()
  const firstRunId = raw.workflowExecutionInfo?.firstRunId ?? ''
  const signer = { actor: 'api:ann', key }
  await waits.signal(
    'approve',
    ...signSignal('approve', [{ decision: 'approve' }], { workflowId, firstRunId }, signer),
  )
  await waits.signal('delivery', 1)
  await waits.signal('callback', 1)
  await record('waited', waits)

  const both = await start('waitsForBoth', null)
  for (const name of ['bob', 'ann']) await both.signal(name, 1)
  await record('waited-for-both', both)

  const cancelled = await start('waitsInTurn', null)
  await untilState(cancelled, 'waiting')
  await cancelled.cancel()
  await record('cancelled', cancelled)
})
await close()
await api.stop()

let calls = 0
const token = 'token-of-the-bank'
const outside = await startOutsideSystem(token, () => {
  calls += 1
  return { status: calls <= 4 ? 503 : 200, body: { id: 7 } }
})
const recorder = await openDiagramRecorder()
await recorder.record('tried-again', '6013-polls', { url: outside.url, loan: 'R4', token })
await recorder.stop()
await outside.stop()
