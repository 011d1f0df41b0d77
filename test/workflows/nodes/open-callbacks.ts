/** The way of a callback, all of it real: HTTP, inbox, forwarder, worker; and a courier who is given callback URLs. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WorkflowHandle } from '@temporalio/client'
import type { DeliveryTarget } from '../../../src/forwarder/deliver/delivery-target.ts'
import { startForwarder } from '../../../src/forwarder/forwarder.ts'
import type { Delivery } from '../../../src/inbox/delivery.ts'
import { type Inbox, openInbox } from '../../../src/inbox/inbox.ts'
import { startHttpServer } from '../../../src/receiver/http/http-server.ts'
import { createReceiver } from '../../../src/receiver/receiver.ts'
import { openPatientConnection } from '../../../src/temporal/patient-connection.ts'
import { StartClient } from '../../../src/temporal/start-client.ts'
import { answerJson, startAnsweringServer } from '../../activities/answering-server.ts'
import { temporalAddress } from '../../helpers/temporal.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { NAMESPACE } from '../run-worker.ts'
import { type Engine, openEngine, SIGNING_KEYS } from './open-engine.ts'

export interface Callbacks {
  readonly engine: Engine
  /** Of the receiver. */
  readonly url: string
  readonly inbox: Inbox
  readonly target: DeliveryTarget
  /** Everything accepted so far, oldest first. */
  readonly accepted: readonly Delivery[]
  /** The clock of the receiver. */
  now: () => Date
  /** Starts a task that orders from the courier at `data.api`, and gives the callback URLs of its orders. */
  order(process: string, data: object, ref?: string): Promise<Order>
  /** Everything accepted has been forwarded. */
  forwarded(): Promise<unknown>
  stop(): Promise<void>
}

export interface Order {
  readonly handle: WorkflowHandle & { readonly taskId: string }
  url(round?: number): Promise<string>
}

/** @param taskQueue unique per test file */
export async function openCallbacks(taskQueue: string): Promise<Callbacks> {
  const dir = mkdtempSync(join(tmpdir(), 'startnode-callbacks-'))
  const connection = openPatientConnection({ address: temporalAddress() })
  const client = new StartClient({ connection, namespace: NAMESPACE })
  const target: DeliveryTarget = { client, taskQueue, deadlineMs: 10_000 }
  const limits = { mapBytes: 16_777_216, maxRecords: 1_000, maxPerProcess: 1_000 }
  const inbox = await openInbox({ dir, ...limits })
  const forwarder = startForwarder({ inbox, target })
  const accepted: Delivery[] = []
  const receiver = createReceiver({
    settings: { current: () => null },
    startNodes: new Map(),
    signingKeys: SIGNING_KEYS,
    accept: async (delivery) => {
      await inbox.accept(delivery)
      accepted.push(delivery)
    },
    maxBodyBytes: 4_096,
    log: { request: () => {} },
    now: () => opened.now(),
  })
  const http = await startHttpServer({
    receiver,
    fastPath: true,
    port: 0,
    host: '127.0.0.1',
    readiness: () => ({ ready: true, reasons: [] }),
  })
  const courier = await startAnsweringServer((_request, response) => answerJson(response, {}))
  const engine = await openEngine(taskQueue, { workflows: './callback-fixture.ts', publicUrl: http.url })
  const opened: Callbacks = {
    ...{ engine, url: http.url, inbox, target, accepted },
    now: () => new Date(),
    async order(process, data, ref) {
      const path = `/${Math.random()}`
      const handle = await engine.start(process, { api: `${courier.url}${path}`, ...data }, ref)
      const urls = () =>
        courier.seen
          .filter((request) => request.url === path)
          .map(({ body }) => (JSON.parse(body) as { notify: string }).notify)
      return {
        handle: handle as Order['handle'],
        async url(round = 1) {
          await waitFor(`order ${round}`, () => urls().length >= round)
          return urls()[round - 1] as string
        },
      }
    },
    forwarded: () => waitFor('an empty inbox', () => inbox.counts().records === 0),
    async stop() {
      await forwarder.stop()
      await http.stop()
      await engine.stop()
      await courier.stop()
      await inbox.close()
      await connection.close()
      rmSync(dir, { recursive: true })
    },
  }
  return opened
}

/** Calls a callback URL with JSON; gives the status and what `ops` says. */
export async function call(url: string, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await fetch(url, { method: 'POST', body: text, headers })
  const { ops } = (await answer.json()) as {
    ops: { code?: string; obj_id?: string; description?: string; problems?: unknown }
  }
  return { status: answer.status, ...ops }
}
