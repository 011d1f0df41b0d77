/** From seals without a place to letters: what is under way goes on for as long as one says. See honest.test.ts for this folder. */
import { randomBytes, randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { Client, type Connection } from '@temporalio/client'
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common'
import proto from '@temporalio/proto'
import { NativeConnection, Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { replayTasks } from '../../src/cli/replay-tasks.ts'
import { createCipher } from '../../src/keys/cipher.ts'
import type { Encryption } from '../../src/keys/encryption-keys.ts'
import { StartnodePlugin } from '../../src/plugin.ts'
import { createClientOptions } from '../../src/temporal/codec/client-letters.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { workflowBundle } from '../helpers/workflow-bundle.ts'
import { NAMESPACE, openWalls } from './open-walls.ts'

const { Payload: PayloadProto } = proto.temporal.api.common.v1
const KEY = randomBytes(32)
const STRICT: Encryption = { keys: [KEY], configured: true }
const LENIENT: Encryption = { ...STRICT, acceptUnboundUntil: Date.now() + 3_600_000 }
const workflowsPath = fileURLToPath(new URL('./walls-workflows.ts', import.meta.url))

/** As version 0.1.0 sealed: no place, no letter. */
const cipher = createCipher([KEY], 'startnode:payload:v1')
const oldCodec: PayloadCodec = {
  encode: async (payloads) =>
    payloads.map((payload) => ({
      metadata: { encoding: Buffer.from('binary/encrypted') },
      data: cipher.encrypt(Buffer.from([0]), PayloadProto.encode(payload).finish()),
    })),
  decode: async (payloads) => payloads.map(openOld),
}

function openOld(payload: Payload): Payload {
  const opened = cipher.decrypt(payload.data ?? Buffer.alloc(0))
  if (opened[0] !== 0) throw new Error('it was made by a newer version of Startnode')
  return PayloadProto.decode(opened.subarray(1))
}

const OLD: DataConverter = { payloadCodecs: [oldCodec] }
let connection: Connection
let native: NativeConnection

beforeAll(async () => {
  connection = openPatientConnection({ address: temporalAddress() })
  native = await NativeConnection.connect({ address: temporalAddress() })
}, 30_000)

afterAll(async () => {
  await connection.close()
  await native.close()
})

test('a task that an earlier version began goes on within the time set, and stands still without', async () => {
  const taskQueue = `upgrade-${randomUUID()}`
  const workflowId = `upgrade-${randomUUID()}`
  const before = new Client({ connection, namespace: NAMESPACE, dataConverter: OLD })
  const activities = {
    check: async (what: string) => `checked ${what}`,
    nothing: async () => {},
    refuse: async (why: string) => {
      throw new Error(why)
    },
  }
  const old = await Worker.create({
    ...{ connection: native, namespace: NAMESPACE, taskQueue, activities },
    workflowBundle: await workflowBundle(workflowsPath),
    dataConverter: OLD,
    plugins: [new StartnodePlugin()],
  })
  const handle = await before.workflow.start('doesEverything', { workflowId, taskQueue, args: ['old'] })
  await old.runUntil(async () => {
    await waitFor('the old worker came to the signal', async () => {
      const { events } = await handle.fetchHistory()
      return events?.some((event) => event.timerCanceledEventAttributes || event.timerFiredEventAttributes)
        ? events.filter((event) => event.childWorkflowExecutionFailedEventAttributes).length > 0
        : false
    })
  })

  const createWorker = async (encryption: Encryption) =>
    Worker.create({
      ...{ connection: native, namespace: NAMESPACE, taskQueue, activities },
      workflowBundle: await workflowBundle(workflowsPath, encryption),
      plugins: [new StartnodePlugin({ encryption })],
    })
  const history = { workflowId, history: await handle.fetchHistory() }
  expect(await replayTasks([history], STRICT, workflowsPath)).toEqual({ replayed: 1, broken: [] })
  const after = new Client({ connection, namespace: NAMESPACE, ...createClientOptions(LENIENT) })
  await after.workflow.getHandle(workflowId).signal('tell', 'first')
  const strict = await createWorker(STRICT)
  await strict.runUntil(() =>
    waitFor('it stands still', async () => {
      const { events } = await handle.fetchHistory()
      return events?.some((event) => event.workflowTaskFailedEventAttributes)
    }),
  )
  const lenient = await createWorker(LENIENT)
  await lenient.runUntil(async () => {
    await waitFor('the second run', async () => {
      const { runId } = await after.workflow.getHandle(workflowId).describe()
      return runId !== handle.firstExecutionRunId
    })
    await after.workflow.getHandle(workflowId).signal('tell', 'second')
    expect(await after.workflow.getHandle(workflowId).result()).toContain('checked old')
  })
}, 120_000)

test('keys are rotated under load: every task comes to its end, none is lost or doubled', async () => {
  const NEW = randomBytes(32)
  const walls = await openWalls(STRICT)
  const steps: Encryption[] = [STRICT, { ...STRICT, keys: [KEY, NEW] }, { ...STRICT, keys: [NEW, KEY] }]
  const ids: string[] = []
  for (const encryption of steps) {
    const client = new Client({ connection, namespace: NAMESPACE, ...createClientOptions(encryption) })
    const worker = await walls.createWorker(encryption)
    await worker.runUntil(async () => {
      for (let more = 0; more < 10; more += 1) {
        const workflowId = `rotated-${randomUUID()}`
        ids.push(workflowId)
        const { taskQueue } = walls
        // Some end under the keys of the next step
        await client.workflow.start('paysAtOnce', { workflowId, taskQueue, args: [workflowId] })
      }
      await client.workflow.getHandle(ids[0] ?? '').result()
    })
  }
  const last = new Client({ connection, namespace: NAMESPACE, ...createClientOptions(steps[2] ?? null) })
  const worker = await walls.createWorker(steps[2])
  await worker.runUntil(async () => {
    for (const workflowId of ids)
      expect(await last.workflow.getHandle(workflowId).result()).toBe(`paid ${workflowId}`)
  })
  expect([...walls.paid].sort()).toEqual([...ids].sort())
  await walls.close()
}, 120_000)
