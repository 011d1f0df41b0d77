/** The payload codec over a real worker and a real server: what Temporal holds, and who can read it. */
import { randomBytes, randomUUID } from 'node:crypto'
import { heartbeat } from '@temporalio/activity'
import { type ApplicationFailure, Client, type Connection, WorkflowFailedError } from '@temporalio/client'
import { NativeConnection, Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Encryption } from '../../src/keys/encryption-keys.ts'
import { StartnodePlugin } from '../../src/plugin.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { createClientOptions } from '../../src/temporal/codec/client-letters.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { workflowBundle } from '../helpers/workflow-bundle.ts'
import { makeTask } from '../workflows/make-task.ts'

const OLD_KEY = randomBytes(32)
const NEW_KEY = randomBytes(32)
const FIRST: Encryption = { keys: [OLD_KEY], configured: true }
const ROTATED: Encryption = { keys: [NEW_KEY, OLD_KEY], configured: true }
const namespace = 'process'
let connection: Connection
let native: NativeConnection

beforeAll(async () => {
  installRuntime(createLogger('silent', false))
  connection = openPatientConnection({ address: temporalAddress() })
  native = await NativeConnection.connect({ address: temporalAddress() })
})

afterAll(async () => {
  await connection.close()
  await native.close()
})

function clientWith(encryption: Encryption | null): Client {
  return new Client({ connection, namespace, ...createClientOptions(encryption) })
}

async function workerWith(encryption: Encryption | null, taskQueue: string): Promise<Worker> {
  let failed = false
  return Worker.create({
    connection: native,
    namespace,
    taskQueue,
    workflowBundle: await workflowBundle(new URL('./codec-workflows.ts', import.meta.url), encryption),
    plugins: [new StartnodePlugin({ encryption })],
    activities: {
      async failOnce(secret: string) {
        if (failed) return `canary result of ${secret}`
        failed = true
        throw new Error(`canary in an activity failure: ${secret}`)
      },
      async beat(secret: string) {
        heartbeat({ canary: secret })
        return secret
      },
    },
  })
}

function start(client: Client, taskQueue: string) {
  return client.workflow.start('keepsSecrets', {
    workflowId: `secrets-${randomUUID()}`,
    taskQueue,
    args: ['canary in the argument'],
    memo: { first: 'canary in the first memo' },
    staticSummary: 'canary summary',
    staticDetails: 'canary details',
  })
}

/** Everything the server gives about a run, payloads as the bytes they are. */
async function readRaw(workflowId: string): Promise<string> {
  const { workflow, workflowService } = new Client({ connection, namespace })
  const execution = { workflowId }
  const description = await workflowService.describeWorkflowExecution({ namespace, execution })
  return textsOf([description, await workflow.getHandle(workflowId).fetchHistory()]).join('\n')
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('latin1')]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

test('with a key Temporal holds nothing in clear: arguments, memo, signals, updates, failures, summaries, details', async () => {
  const taskQueue = `codec-${randomUUID()}`
  const client = clientWith(FIRST)
  const worker = await workerWith(FIRST, taskQueue)
  await worker.runUntil(async () => {
    const handle = await start(client, taskQueue)
    expect(await handle.query('peek')).toBe('canary peeked')
    expect(await handle.executeUpdate('ask', { args: ['canary question'] })).toBe(
      'canary answer to canary question',
    )
    await handle.signal('tell', 'canary told')
    const failure = await handle.result().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(WorkflowFailedError)
    const cause = (failure as WorkflowFailedError).cause as ApplicationFailure
    expect(cause.message).toBe('canary in a message')
    expect(cause.details).toEqual([{ detail: 'canary in a detail' }])

    const description = await handle.describe()
    expect(description.memo).toEqual({ first: 'canary in the first memo', upserted: 'canary in the memo' })
    expect(await description.staticSummary()).toBe('canary summary')
    const raw = await readRaw(handle.workflowId)
    expect(raw).toContain('binary/encrypted')
    expect(raw).toContain('Encoded failure')
    expect(raw).not.toContain('canary')
  })
})

test('a title of any length is encrypted wherever it shows, and Temporal takes it', async () => {
  const taskQueue = `codec-${randomUUID()}`
  const workflowId = `secrets-${randomUUID()}`
  const worker = await workerWith(FIRST, taskQueue)
  await worker.runUntil(async () => {
    const args = [makeTask('secrets', 'canary')]
    await clientWith(FIRST).workflow.execute('hasSecretTitle', { workflowId, taskQueue, args })
  })
  const { workflow } = new Client({ connection, namespace })
  const { events } = await workflow.getHandle(workflowId).fetchHistory()
  const timer = events?.find((event) => event.timerStartedEventAttributes)
  expect(timer?.eventGroupMarkers).toHaveLength(1)
  expect(await readRaw(workflowId)).not.toContain('canary')
})

test('runs begun with the old key go on with a rotated list; without the key nothing is read, and it is said why', async () => {
  const taskQueue = `codec-${randomUUID()}`
  const handle = await start(clientWith(FIRST), taskQueue)
  await expect(clientWith(null).workflow.getHandle(handle.workflowId).describe()).rejects.toThrow(
    /encrypted with the key [0-9a-f]{8}, which is not given here/,
  )
  const otherQueue = `codec-${randomUUID()}`
  const other = await start(clientWith(FIRST), otherQueue)
  const without = await workerWith(null, otherQueue)
  await without.runUntil(() =>
    waitFor('the worker without the key fails the workflow task', async () => {
      const { events } = await new Client({ connection, namespace }).workflow
        .getHandle(other.workflowId)
        .fetchHistory()
      return events?.some((event) =>
        /which is not given here/.test(event.workflowTaskFailedEventAttributes?.failure?.message ?? ''),
      )
    }),
  )
  await other.terminate()
  const rotated = clientWith(ROTATED)
  const worker = await workerWith(ROTATED, taskQueue)
  await worker.runUntil(async () => {
    await rotated.workflow.getHandle(handle.workflowId).signal('tell', 'canary told')
    await expect(rotated.workflow.getHandle(handle.workflowId).result()).rejects.toThrow(WorkflowFailedError)
    expect(await readRaw(handle.workflowId)).not.toContain('canary')
  })
})

test('a signal in clear is dropped; one by a holder of the keys counts', async () => {
  const taskQueue = `codec-${randomUUID()}`
  const client = clientWith(FIRST)
  const worker = await workerWith(FIRST, taskQueue)
  await worker.runUntil(async () => {
    const handle = await start(client, taskQueue)
    await new Client({ connection, namespace }).workflow
      .getHandle(handle.workflowId)
      .signal('tell', 'in clear')
    await client.workflow.getHandle(handle.workflowId).signal('tell', 'canary told')
    await expect(handle.result()).rejects.toThrow(WorkflowFailedError)
  })
})
