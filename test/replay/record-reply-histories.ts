/**
 * Writes histories/card-authorisation-*.json anew, on a dev server of its own. Only after a change that is meant to break
 * tasks under way: until then the old files prove that those who wait for a reply get it after a deployment.
 *
 *     npx tsx test/replay/record-reply-histories.ts
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import proto from '@temporalio/proto'
import { NativeConnection, Worker } from '@temporalio/worker'
import { StartnodePlugin } from '../../src/plugin.ts'
import { REPLY_UPDATE } from '../../src/process/reply.ts'
import { startDevServer } from '../../src/temporal/dev-server.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import type { CardAuthorisation } from '../../workflows/card-authorisation.ts'
import { makeTask } from '../workflows/make-task.ts'

const { History } = proto.temporal.api.history.v1
const identity = 'recorder'
const taskQueue = 'record'
const payment: CardAuthorisation = {
  token: 'auth-1',
  card_token: 'card-1',
  amount: 42.5,
  currency_code: 'EUR',
}
const PLAYS: Readonly<Record<string, { readonly data: CardAuthorisation; readonly awaited: boolean }>> = {
  'card-authorisation-approved': { data: payment, awaited: false },
  'card-authorisation-denied': { data: { ...payment, amount: 5_000 }, awaited: false },
  'card-authorisation-awaited': { data: payment, awaited: true },
}

const server = await startDevServer({ stateDir: '.startnode', port: 0, uiPort: null })
const nativeConnection = await NativeConnection.connect({ address: server.address })
const connection = openPatientConnection({ address: server.address })
await registerSearchAttributes(connection, 'default')
const client = new StartClient({ connection, identity })

for (const [name, { data, awaited }] of Object.entries(PLAYS)) {
  const task = makeTask('card-authorisation', data)
  const handle = await client.start('cardAuthorisation', { workflowId: name, taskQueue, args: [task] })
  // Before there is a worker, so that the Update is there when the task begins.
  const update = { updateId: task.taskId, args: [task.taskId] as [string] }
  const reply = awaited ? handle.executeUpdate<unknown, [string]>(REPLY_UPDATE, update) : null
  const worker = await Worker.create({
    connection: nativeConnection,
    identity,
    taskQueue,
    workflowsPath: fileURLToPath(new URL('../e2e/reply-workflows.ts', import.meta.url)),
    plugins: [new StartnodePlugin()],
  })
  await worker.runUntil(Promise.all([reply, handle.result()]))
  const plain = History.toObject((await handle.fetchHistory()) as proto.temporal.api.history.v1.History, {
    longs: String,
    bytes: String,
    enums: String,
  })
  writeFileSync(new URL(`histories/${name}.json`, import.meta.url), `${JSON.stringify(plain, null, 1)}\n`)
  console.log(`${name}.json`)
}
await connection.close()
await nativeConnection.close()
await server.stop()
