/** A receiver over real HTTP whose acceptance is in sight: what it hands on, and what it logs. */
import { z } from 'zod'
import { directUrlPath } from '../../src/direct-url/direct-url.ts'
import type { Delivery } from '../../src/inbox/delivery.ts'
import { signDirectUrl } from '../../src/keys/signature.ts'
import type { Task } from '../../src/process/task.ts'
import { startHttpServer } from '../../src/receiver/http/http-server.ts'
import { createReceiver, type Receiver, type ReceiverOptions } from '../../src/receiver/receiver.ts'
import type { RequestRow } from '../../src/receiver/receiver-log.ts'
import { completeSnapshot, type SettingsSnapshot } from '../../src/settings/snapshot.ts'
import { type StartNode, startNode } from '../../src/start-node/start-node.ts'

export const SIGNING_KEY = Buffer.alloc(32, 7)
export const GENERATION = 'ab'.repeat(16)
export const MAX_BODY_BYTES = 4_096

/** Path of the direct URL of a process, right signature. */
export function pathOf(process: string): string {
  return directUrlPath(process, signDirectUrl(SIGNING_KEY, 'process', process, GENERATION))
}

/** Path of the direct URL of an alias, right signature. */
export function aliasPathOf(alias: string): string {
  return directUrlPath(`@${alias}`, signDirectUrl(SIGNING_KEY, 'alias', alias, GENERATION))
}

/** Takes whatever its schema lets through. */
type AnyProcess = (task: Task<unknown>) => Promise<void>

const input = z.object({ id: z.string().optional(), amount: z.number().optional() })
const nodes: readonly StartNode[] = [
  startNode<AnyProcess>('plain', { title: 'Plain', input }),
  startNode<AnyProcess>('strict', {
    title: 'Strict',
    input: z.strictObject({ id: z.string().min(3), items: z.array(z.object({ 'a/b': z.number() })) }),
  }),
  startNode<AnyProcess>('with-ref', {
    title: 'With ref',
    input,
    ref: { pointer: '/id' },
    refInUse: 'signal',
  }),
  startNode<AnyProcess>('with-key', { title: 'With key', input, deliveryKey: { pointer: '/id' } }),
  startNode<AnyProcess>('small', { title: 'Small', input, maxBodyBytes: 20 }),
  startNode<AnyProcess>('big', { title: 'Big', input: z.object({}), maxBodyBytes: 2_000_000 }),
  startNode<AnyProcess>('off', { title: 'Off', input }),
  startNode<AnyProcess>('faulty', {
    title: 'Faulty',
    input: z.object({}).refine(() => {
      throw new TypeError('no such thing')
    }),
  }),
]

export interface RunningTestReceiver {
  readonly receiver: Receiver
  readonly port: number
  readonly deliveries: Delivery[]
  readonly rows: RequestRow[]
  /** Switches for the next requests. */
  readonly state: {
    settings: boolean
    snapshot: SettingsSnapshot
    refusing: Error | null
    ready: boolean
  }
  stop(): Promise<void>
}

/** Starts it on a free port. */
export async function startTestReceiver(
  fastPath: boolean,
  options: {
    bodyTimeoutMs?: number
    headersTimeoutMs?: number
    receiver?: Partial<ReceiverOptions>
  } = {},
): Promise<RunningTestReceiver> {
  const { receiver: more, ...timeouts } = options
  const deliveries: Delivery[] = []
  const rows: RequestRow[] = []
  const startNodes = Object.fromEntries(
    nodes.map(({ process }) => [
      process,
      { generation: process === 'off' ? null : GENERATION, accepted: [] },
    ]),
  )
  const snapshot = completeSnapshot({ settingsId: 's', revision: 1, startNodes })
  const state: RunningTestReceiver['state'] = { settings: true, snapshot, refusing: null, ready: true }
  const receiver = createReceiver({
    settings: { current: () => (state.settings ? state.snapshot : null) },
    startNodes: new Map(nodes.map((node) => [node.process, node])),
    signingKeys: [SIGNING_KEY],
    accept: async (delivery) => {
      if (state.refusing !== null) throw state.refusing
      deliveries.push(delivery)
    },
    maxBodyBytes: MAX_BODY_BYTES,
    log: { request: (row) => rows.push(row) },
    now: () => new Date('2026-06-13T10:00:00.000Z'),
    ...more,
  })
  const http = await startHttpServer({
    receiver,
    fastPath,
    port: 0,
    host: '127.0.0.1',
    ...timeouts,
    readiness: () => ({ ready: state.ready, reasons: state.ready ? [] : ['no settings yet'] }),
  })
  return { receiver, port: http.port, deliveries, rows, state, stop: http.stop }
}
