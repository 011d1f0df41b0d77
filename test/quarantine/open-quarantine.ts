/** A quarantine on this run's server with a real worker, and deliveries as the receiver makes them. */
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { Connection } from '@temporalio/client'
import { NativeConnection } from '@temporalio/worker'
import { afterAll, beforeAll } from 'vitest'
import { z } from 'zod'
import { createStartnodeWorker } from '../../src/boot/worker.ts'
import { isStartnodeError } from '../../src/errors/startnode-error.ts'
import { deliver } from '../../src/forwarder/deliver/deliver.ts'
import type { DeliveryTarget } from '../../src/forwarder/deliver/delivery-target.ts'
import type { Outcome } from '../../src/forwarder/deliver/outcome.ts'
import { createPrepareResubmit } from '../../src/forwarder/deliver/prepare-resubmit.ts'
import type { Delivery } from '../../src/inbox/delivery.ts'
import type { Task } from '../../src/process/task.ts'
import { createQuarantine, type Quarantine } from '../../src/quarantine/quarantine-client.ts'
import { type Arrival, makeQuarantineDelivery, makeTaskDelivery } from '../../src/receiver/make-delivery.ts'
import { readAgain } from '../../src/receiver/read-again.ts'
import { type StartNode, startNode } from '../../src/start-node/start-node.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { WORKER_CACHE } from '../helpers/worker-cache.ts'
import { workflowBundle } from '../helpers/workflow-bundle.ts'

export const NAMESPACE = 'quarantine'
const input = z.object({ id: z.string(), amount: z.number() })
type DepositMade = (task: Task<z.infer<typeof input>>) => Promise<unknown>
const options = { title: 'Deposit made', input }
/** Two processes of one workflow type: without a ref, and with one. */
export const PLAIN: StartNode = startNode<DepositMade>('deposit-made', options)
export const WITH_REF: StartNode = {
  ...startNode<DepositMade>('deposit-ref', { ...options, ref: { pointer: '/id' } }),
  workflowType: PLAIN.workflowType,
}

/** Signals the later events of a ref to the task that is open. */
export const WITH_SIGNAL: StartNode = { ...WITH_REF, process: 'deposit-signal', refInUse: 'signal' }
/** Its sender's retries differ in a time stamp. */
export const SAME_KEY: StartNode = { ...PLAIN, process: 'deposit-same-key', sameKey: 'repeat' }
const STARTNODES = new Map(
  [PLAIN, WITH_REF, WITH_SIGNAL, SAME_KEY].map((startNode) => [startNode.process, startNode]),
)

export interface OpenQuarantine {
  readonly client: StartClient
  readonly quarantine: Quarantine
  readonly taskQueue: string
  /** Brings a request with this body to its outcome, as receiver and forwarder do. */
  send(
    startNode: StartNode,
    body: string,
    more?: SendOptions,
  ): Promise<Outcome & { readonly delivery: Delivery }>
}

export interface SendOptions extends Partial<Pick<Arrival, 'format' | 'receivedAt'>> {
  readonly key?: string
  readonly maxPerProcess?: number
  readonly days?: number
  /** The sender is told 200 whatever its body is. */
  readonly told200?: boolean
}

/** @param worker false: none polls */
export function useQuarantine(worker = true): OpenQuarantine {
  const taskQueue = `quarantine-${randomUUID()}`
  const opened: { client?: StartClient } = {}
  const stops: (() => Promise<void>)[] = []
  beforeAll(async () => {
    const address = temporalAddress()
    const connection = await Connection.connect({ address, connectTimeout: 20_000 })
    stops.push(() => connection.close())
    opened.client = new StartClient({ connection, namespace: NAMESPACE })
    if (worker) stops.push(await runWorker(opened.client, taskQueue))
  })
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop()
  })
  return {
    taskQueue,
    get client() {
      return opened.client as StartClient
    },
    get quarantine() {
      return createQuarantine(this.client)
    },
    async send(startNode, body, { key, maxPerProcess = 1_000, days = 30, told200 = false, ...more } = {}) {
      const arrival: Arrival = {
        startNode,
        addressed: startNode.process,
        format: 'json',
        request: {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(key ? { 'idempotency-key': key } : {}) },
        },
        body: Buffer.from(body),
        receivedAt: new Date().toISOString(),
        startDelayMs: 0,
        concealKey: null,
        ...more,
      }
      const delivery = makeDelivery(arrival, told200)
      const quarantine = { days, maxPerProcess }
      const target: DeliveryTarget = { client: this.client, taskQueue, deadlineMs: 15_000, quarantine }
      return { ...(await deliver(delivery, target)), delivery }
    },
  }
}

function makeDelivery(arrival: Arrival, told200: boolean): Delivery {
  try {
    return makeTaskDelivery(arrival)
  } catch (error) {
    if (!isStartnodeError(error)) throw error
    return makeQuarantineDelivery(arrival, error, told200)
  }
}

async function runWorker(client: StartClient, taskQueue: string): Promise<() => Promise<void>> {
  const log = createLogger('silent', false)
  installRuntime(log)
  const connection = await NativeConnection.connect({ address: temporalAddress() })
  const workflowsPath = fileURLToPath(new URL('./quarantine-workflows.ts', import.meta.url))
  const worker = await createStartnodeWorker({
    connection,
    namespace: NAMESPACE,
    taskQueue,
    workflowsPath,
    workflowBundle: await workflowBundle(workflowsPath),
    activities: {
      prepareResubmit: createPrepareResubmit(client, (kept, options) =>
        readAgain(kept, STARTNODES.get(kept.process) as StartNode, null, options),
      ),
    },
    log,
    ...WORKER_CACHE,
  })
  const running = worker.run()
  return async () => {
    worker.shutdown()
    await running
    await connection.close()
  }
}
