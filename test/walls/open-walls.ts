/** A worker behind the walls, a client that holds the keys, and one that does not. */
import { randomBytes } from 'node:crypto'
import { ApplicationFailure, Client } from '@temporalio/client'
import { decodeOptionalFailureToOptionalError } from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js'
import { NativeConnection, Worker } from '@temporalio/worker'
import type { Encryption } from '../../src/keys/encryption-keys.ts'
import { StartnodePlugin } from '../../src/plugin.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { createClientOptions } from '../../src/temporal/codec/client-letters.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { workflowBundle } from '../helpers/workflow-bundle.ts'

export const NAMESPACE = 'walls'
const KEY = randomBytes(32)

interface Gate {
  readonly promise: Promise<void>
  resolve(): void
}

function openGate(): Gate {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve: () => resolve() }
}

export interface Walls {
  readonly keys: readonly Buffer[]
  /** Holds the keys. */
  readonly client: Client
  /** Has all of the namespace, and no key. */
  readonly attacker: Client
  readonly taskQueue: string
  /** Who was paid, by the activity `pay`. */
  readonly paid: string[]
  /** Lets `check` wait from now on, so that an attacker is faster. */
  hold(): void
  release(): void
  createWorker(encryption?: Encryption): Promise<Worker>
  /** Why the workflow tasks of the latest run failed, in the order they did. */
  troublesOf(workflowId: string): Promise<string[]>
  close(): Promise<void>
}

export async function openWalls(encryption: Encryption = { keys: [KEY], configured: true }): Promise<Walls> {
  installRuntime(createLogger('silent', false))
  const connection = openPatientConnection({ address: temporalAddress() })
  const native = await NativeConnection.connect({ address: temporalAddress() })
  const taskQueue = `walls-${randomBytes(6).toString('hex')}`
  const paid: string[] = []
  let held: Gate | null = null
  const activities = {
    async check(what: string) {
      await held?.promise
      return `checked ${what}`
    },
    async pay(to: string) {
      paid.push(to)
      return `paid ${to}`
    },
    async nothing() {},
    async refuse(why: string) {
      throw ApplicationFailure.nonRetryable(why, 'Refused', { code: 7 }, 'second')
    },
  }
  const client = new Client({ connection, namespace: NAMESPACE, ...createClientOptions(encryption) })
  return {
    keys: encryption.keys,
    client,
    attacker: new Client({ connection, namespace: NAMESPACE }),
    taskQueue,
    paid,
    hold() {
      held ??= openGate()
    },
    release() {
      held?.resolve()
      held = null
    },
    createWorker: async (given = encryption) =>
      Worker.create({
        connection: native,
        namespace: NAMESPACE,
        taskQueue,
        workflowBundle: await workflowBundle(new URL('./walls-workflows.ts', import.meta.url), given),
        plugins: [new StartnodePlugin({ encryption: given })],
        activities,
        maxCachedWorkflows: process.env.STARTNODE_TEST_CACHE === '0' ? 0 : 100,
      }),
    async troublesOf(workflowId) {
      const { events } = await client.workflow.getHandle(workflowId).fetchHistory()
      const context = { type: 'workflow', namespace: NAMESPACE, workflowId } as const
      const failed = (events ?? []).flatMap((event) => event.workflowTaskFailedEventAttributes ?? [])
      const errors = failed.map(({ failure }) =>
        decodeOptionalFailureToOptionalError(client.options.loadedDataConverter, failure, context),
      )
      return (await Promise.all(errors)).map((error) => error?.message ?? '')
    },
    async close() {
      await connection.close()
      await native.close()
    },
  }
}
