/**
 * Writes histories/node-*.json and histories/callback-record-*.json anew, one per way a node can go, on a dev server of
 * its own. Only after a change that is meant to break tasks under way: until then the old files prove that tasks which
 * stand at a node go on after a deployment.
 *
 *     npx tsx test/replay/record-node-histories.ts [name ...]
 *
 * With names only those are written.
 */
import { fileURLToPath } from 'node:url'
import type { WorkflowHandle } from '@temporalio/client'
import { Worker } from '@temporalio/worker'
import { createEngineActivities } from '../../src/activities/index.ts'
import { StartnodePlugin } from '../../src/plugin.ts'
import { workflowTypeOf } from '../../src/process/ids/process-id.ts'
import { REPLY_UPDATE } from '../../src/process/reply.ts'
import { completeSnapshot } from '../../src/settings/snapshot.ts'
import { MPO_NODE } from '../../src/temporal/search-attributes.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import type { CallbackRecord } from '../../src/workflows/entities/callback-record.ts'
import { answerJson, startAnsweringServer } from '../activities/answering-server.ts'
import { makeTask } from '../workflows/make-task.ts'
import { identity, openRecorder, taskQueue } from './open-recorder.ts'
import { writeHistory } from './write-history.ts'

const names = process.argv.slice(2)

const api = await startAnsweringServer(({ url }, response) =>
  answerJson(response, { ok: url !== '/fails' }, url === '/fails' ? 400 : 200),
)
const { connection, nativeConnection, close } = await openRecorder()
const client = new StartClient({ connection, identity })
const alias = { title: 'Double', process: 'doubles', generation: null, accepted: [] }
const snapshot = completeSnapshot({
  settingsId: 's',
  revision: 1,
  startNodes: {},
  aliases: { double: alias },
})
const worker = await Worker.create({
  connection: nativeConnection,
  identity,
  taskQueue,
  workflowsPath: fileURLToPath(new URL('../workflows/nodes/callback-fixture.ts', import.meta.url)),
  activities: createEngineActivities({
    settings: { read: async () => snapshot },
    client,
    signingKeys: [Buffer.alloc(32, 7)],
    encryptionKeys: [],
    publicUrl: 'http://127.0.0.1:1',
  }),
  plugins: [new StartnodePlugin()],
})

async function start(process: string, data: unknown, ref?: string): Promise<WorkflowHandle> {
  const task = makeTask(process, data, ref ?? null)
  return client.start(workflowTypeOf(process), {
    workflowId: ref === undefined ? `${process}/t/${task.taskId}` : `${process}/r/${ref}`,
    taskQueue,
    args: [task],
    memo: { first: task.taskId },
    typedSearchAttributes: [{ key: MPO_NODE, value: 'Start' }],
  })
}

/** @param run of a chain that goes on; default: the task has its result */
async function record(name: string, started: WorkflowHandle, run?: string): Promise<void> {
  if (run === undefined) await started.result().catch(() => null)
  if (names.length > 0 && !names.includes(name)) return
  const handle = client.getHandle(started.workflowId, run)
  await writeHistory(name, handle)
}

/** The run that a run has continued as. */
async function nextRun({ workflowId }: WorkflowHandle, runId: string): Promise<string> {
  for (;;) {
    const latest = await client.getHandle(workflowId).describe()
    if (latest.runId !== runId) return latest.runId
  }
}

async function callBack(
  workflowId: string,
  firstRunId: string | null,
  find?: NonNullable<CallbackRecord['find']>,
): Promise<WorkflowHandle> {
  const task = makeTask('waits', { parcel: 7 })
  const { process, taskId, delivery } = task
  const { receivedAt, contentType } = delivery
  const problem = { code: 'callback_late', message: 'Nothing waits for this callback any more', problems: [] }
  const kept = { process, taskId, ref: null, receivedAt, contentType, problem, body: null } as const
  const arg: CallbackRecord = {
    task,
    workflowId,
    firstRunId,
    ...(find === undefined ? {} : { find }),
    node: 'Wait for the courier',
    urlId: 'u-1',
    quarantine: { delivery: { ...kept, bodyEncoding: 'text', bodyCut: false }, memo: {} },
  }
  return client.start('callbackRecord', { workflowId: `waits/d/${taskId}`, taskQueue, args: [arg] })
}

await worker.runUntil(async () => {
  await record('node-api-call', await start('calls-api', { url: api.url, allowPrivate: true }))
  await record(
    'node-api-call-failed',
    await start('calls-api', { url: `${api.url}/fails`, allowPrivate: true }),
  )
  await record('node-call-process', await start('calls-process', { process: '@double', n: 21 }))
  await record('node-call-process-failed', await start('calls-process', { process: 'doubles', n: -1 }))
  await record('node-copy-task', await start('copies', { process: 'waits', ref: 'LN1', data: null }))
  await record('node-copy-task-refused', await start('copies', { process: 'waits', ref: 'LN1', data: null }))
  const waiting = client.getHandle('waits/r/LN1')
  const modify = { process: 'waits', which: { ref: 'LN1' }, data: 1 }
  await record('node-modify-task', await start('modifies', modify))
  await waiting.result()
  await record('node-modify-task-refused', await start('modifies', modify))
  await record('node-wait-timed-out', await start('waits', { timeoutMs: 20 }))
  const words = await start('waits-twice', null)
  for (const word of [7, 'one', 'two']) await words.signal('word', word)
  await record('node-wait-for-signal', words)

  const replies = await start('replies', null)
  const { memo } = await replies.describe()
  const asked = { updateId: String(memo?.first), args: [String(memo?.first)] as [string] }
  await replies.executeUpdate<unknown, [string]>(REPLY_UPDATE, asked)
  await record('node-reply', replies)

  // Three runs: what the first was sent lies with the second, and is taken by the last
  const early = await start('takes-in-the-last-run', { left: 2 })
  const firstOfThree = (await early.describe()).runId
  for (const data of ['parcel', 'again']) await early.signal('callback:Courier', { urlId: 'u-2', data })
  for (const word of ['first', 'second']) await early.signal('word', word)
  await early.signal('modify', 'modified')
  await early.signal('go', 'now')
  const secondOfThree = await nextRun(early, firstOfThree)
  await early.signal('go', 'now')
  await early.result()
  await record('node-continued-first', early, firstOfThree)
  await record('node-continued-again', early, secondOfThree)
  await record('node-continued-last', early, await nextRun(early, secondOfThree))

  await record('node-delay', await start('delays', new Date(Date.now() + 500).toISOString()))

  const courier = await start('waits', null)
  const { runId } = await courier.describe()
  await record('callback-record-signalled', await callBack(courier.workflowId, runId))
  await record('node-wait-called-back', courier)
  const late = await callBack(courier.workflowId, runId)
  const first = (await late.describe()).runId
  while ((await client.getHandle(late.workflowId, first).describe()).closeTime === undefined);
  await record('callback-record-late', late, first)
  await client.getHandle(late.workflowId).terminate()

  const named = callBack('waits/r/LN2', null, { ref: 'LN2' })
  while (
    (await (await named).fetchHistory()).events?.some((event) => event.timerStartedEventAttributes) !== true
  );
  const byRef = await start('waits', null, 'LN2')
  await record('callback-record-named', await named)
  await byRef.result()
})
await close()
await api.stop()
