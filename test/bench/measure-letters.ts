/**
 * CPU of a worker per task: place-bound seals with letters against seals without either, as version 0.1.0 had them. Both
 * run the same tasks in this process, in turns.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { Client, Connection } from '@temporalio/client'
import type { DataConverter, PayloadCodec } from '@temporalio/common'
import proto from '@temporalio/proto'
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker'
import { createCipher } from '../../src/keys/cipher.ts'
import { StartnodePlugin } from '../../src/plugin.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { createClientOptions } from '../../src/temporal/codec/client-letters.ts'
import { startDevServer } from '../../src/temporal/dev/dev-server.ts'
import { findTemporal } from '../../src/temporal/dev/find-temporal.ts'
import { forEachAtOnce } from '../helpers/for-each-at-once.ts'
import { findFreePort } from '../helpers/free-port.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { median } from './median.ts'

const ROUNDS = 5
const TASKS = 150
const AT_ONCE = 15
const { Payload } = proto.temporal.api.common.v1

export interface LettersMeasured {
  /** Of each pair of rounds: CPU per task with letters, by CPU per task without. */
  readonly ratios: readonly number[]
  /** Medians, ms of CPU per task. */
  readonly withMs: number
  readonly withoutMs: number
}

export async function measureLetters(say: (text: string) => void): Promise<LettersMeasured> {
  installRuntime(createLogger('silent', false))
  const stateDir = await mkdtemp(join(tmpdir(), 'startnode-letters-'))
  const temporal = await findTemporal({ stateDir: '.startnode' })
  const server = await startDevServer({ stateDir, binary: temporal, port: await findFreePort() })
  const connection = await Connection.connect({ address: server.address })
  const native = await NativeConnection.connect({ address: server.address })
  const stops: (() => Promise<void>)[] = []
  const key = randomBytes(32)
  const encryption = { keys: [key], configured: true }
  const before = { dataConverter: sealWithoutPlace(key) }
  try {
    const without = await open(before, { ...before, plugins: [new StartnodePlugin()] })
    const withLetters = await open(createClientOptions(encryption), {
      plugins: [new StartnodePlugin({ encryption })],
    })
    // The first tasks pay for compiling.
    await without()
    await withLetters()
    const pairs: [number, number][] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const pair: [number, number] = [await without(), await withLetters()]
      say(`letters, round ${round + 1}: ${pair.map((ms) => ms.toFixed(2)).join(' / ')} ms of CPU a task`)
      pairs.push(pair)
    }
    return {
      ratios: pairs.map(([plain, lettered]) => lettered / plain),
      withoutMs: median(pairs.map(([plain]) => plain)),
      withMs: median(pairs.map(([, lettered]) => lettered)),
    }
  } finally {
    for (const stop of stops) await stop()
    await connection.close()
    await native.close()
    await server.stop()
    await rm(stateDir, { recursive: true, force: true })
  }

  /** A worker, and a round of tasks from start to result with it; the round gives ms of CPU a task. */
  async function open(
    client: ConstructorParameters<typeof Client>[0],
    options: Partial<WorkerOptions>,
  ): Promise<() => Promise<number>> {
    const taskQueue = `letters-${randomUUID()}`
    const { workflow } = new Client({ ...client, connection })
    const worker = await Worker.create({
      ...{ connection: native, taskQueue, ...options },
      workflowsPath: fileURLToPath(new URL('./targets/letters-workflow.ts', import.meta.url)),
      activities: { look: async (body: string) => ({ body, found: true }) },
    })
    const running = worker.run()
    stops.push(async () => {
      worker.shutdown()
      await running
    })
    return async () => {
      const from = process.cpuUsage()
      await forEachAtOnce(Array.from({ length: TASKS }), AT_ONCE, async () => {
        const workflowId = `letters-${randomUUID()}`
        await workflow.execute('looksThrice', { workflowId, taskQueue, args: [loanBody('LN-1')] })
      })
      const { user, system } = process.cpuUsage(from)
      return (user + system) / 1_000 / TASKS
    }
  }
}

/** The codec of version 0.1.0. */
function sealWithoutPlace(key: Buffer): DataConverter {
  const cipher = createCipher([key], 'startnode:payload:v1')
  const codec: PayloadCodec = {
    encode: (payloads) =>
      Promise.all(
        payloads.map(async (payload) => {
          const clear = Payload.encode(payload).finish()
          const small = clear.length < 512 ? clear : await promisify(gzip)(clear, { level: 1 })
          const isSmaller = small.length < clear.length
          const data = cipher.encrypt(Buffer.from([isSmaller ? 1 : 0]), isSmaller ? small : clear)
          return { metadata: { encoding: Buffer.from('binary/encrypted') }, data }
        }),
      ),
    decode: (payloads) =>
      Promise.all(
        payloads.map(async ({ data }) => {
          const opened = cipher.decrypt(data ?? Buffer.alloc(0))
          const content = opened.subarray(1)
          return Payload.decode(opened[0] === 1 ? await promisify(gunzip)(content) : content)
        }),
      ),
  }
  const failureConverterPath = fileURLToPath(
    new URL('../../src/temporal/codec/letter-converter.cjs', import.meta.url),
  )
  return { payloadCodecs: [codec], failureConverterPath }
}
