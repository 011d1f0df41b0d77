/** Receiver, inbox, forwarder, Temporal and worker in one process, as src/boot/server.ts wires them, for callers that wait. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { directUrlPath } from '../../src/direct-url/direct-url.ts'
import { awaitTaskReply } from '../../src/forwarder/await-task-reply.ts'
import { startForwarder } from '../../src/forwarder/forwarder.ts'
import type { ForwarderStatus } from '../../src/forwarder/forwarder-contract.ts'
import { createReplies } from '../../src/forwarder/replies.ts'
import { openInbox } from '../../src/inbox/inbox.ts'
import { signDirectUrl } from '../../src/keys/signature.ts'
import type { BodyFormat, Task } from '../../src/process/task.ts'
import { startHttpServer } from '../../src/receiver/http/http-server.ts'
import { createReceiver } from '../../src/receiver/receiver.ts'
import type { RequestRow } from '../../src/receiver/receiver-log.ts'
import { completeSnapshot, DEFAULT_INTAKE, type Intake } from '../../src/settings/snapshot.ts'
import { startNode } from '../../src/start-node/start-node.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { type Received, send } from '../receiver/send.ts'
import { NAMESPACE, runTestWorker } from '../workflows/run-worker.ts'
import type { payCard } from './reply-workflows.ts'

const KEY = randomBytes(32)
const GENERATION = 'cd'.repeat(16)

type AnyProcess = (task: Task<unknown>) => Promise<unknown>
const input = z.object({ n: z.number().optional(), ref: z.string().optional() })
const replying = [
  'reply-and-go-on',
  'reply-later',
  'end-without',
  'fail-without',
  'reply-twice',
  'reply-wrongly',
]
const startNodes = new Map(
  [
    startNode<typeof payCard>('pay-card', {
      title: 'Card payment',
      input: z.object({ token: z.string(), amount: z.number(), currency_code: z.string() }),
      deliveryKey: { pointer: '/token' },
      respond: 'reply',
    }),
    startNode<AnyProcess>('take-anything', { title: 'Anything', input: z.looseObject({}) }),
    ...replying.map((process) =>
      startNode<AnyProcess>(process, {
        title: process,
        input,
        respond: 'reply',
        ...(process === 'reply-and-go-on' ? { ref: { pointer: '/ref' } } : {}),
      }),
    ),
  ].map((node) => [node.process, node]),
)

export interface ReplyStack {
  readonly client: StartClient
  readonly rows: RequestRow[]
  readonly intake: Map<string, Partial<Intake>>
  post(process: string, body: object, headers?: Record<string, string>): Promise<Received>
  postRaw(
    process: string,
    format: BodyFormat,
    body: string | Uint8Array,
    headers: Record<string, string>,
  ): Promise<Received>
  status(): ForwarderStatus
  /** Callers that wait for a reply now. */
  waiting(): number
  stop(): Promise<void>
}

export async function startReplyStack(options: { readonly worker: boolean }): Promise<ReplyStack> {
  const taskQueue = `replies-${randomBytes(6).toString('hex')}`
  const dir = await mkdtemp(join(tmpdir(), 'startnode-replies-'))
  const worker = options.worker
    ? await runTestWorker({
        taskQueue,
        activities: {},
        workflowsPath: fileURLToPath(new URL('./reply-workflows.ts', import.meta.url)),
      })
    : null
  const connection = openPatientConnection({ address: temporalAddress() })
  const client = new StartClient({ connection, namespace: NAMESPACE })
  const inbox = await openInbox({ dir, mapBytes: 1 << 26, maxRecords: 10_000, maxPerProcess: 10_000 })
  const replies = createReplies((...call) => awaitTaskReply(client, ...call))
  const intake = new Map<string, Partial<Intake>>()
  const forwarder = startForwarder({
    inbox,
    target: { client, taskQueue, deadlineMs: 5_000 },
    isPaused: (process) => intake.get(process)?.paused === true,
    onOutcome: replies.onOutcome,
  })
  const rows: RequestRow[] = []
  const receiver = createReceiver({
    settings: {
      current: () =>
        completeSnapshot({
          settingsId: 's',
          revision: 1,
          startNodes: Object.fromEntries(
            [...startNodes.keys()].map((process) => [
              process,
              {
                generation: GENERATION,
                accepted: [],
                intake: { ...DEFAULT_INTAKE, ...intake.get(process) },
              },
            ]),
          ),
        }),
    },
    startNodes,
    signingKeys: [KEY],
    accept: inbox.accept,
    maxBodyBytes: 65_536,
    expectReply: replies.expect,
    taskUrl: ({ taskId }) => `https://temporal.example/${taskId}`,
    log: { request: (row) => rows.push(row) },
  })
  const http = await startHttpServer({
    receiver,
    fastPath: true,
    port: 0,
    host: '127.0.0.1',
    readiness: () => ({ ready: true, reasons: [] }),
  })
  const postRaw: ReplyStack['postRaw'] = (process, format, body, headers) => {
    const path = directUrlPath(process, signDirectUrl(KEY, 'process', process, GENERATION))
    return send(http.port, path.replace('/json/', `/${format}/`), { body, headers })
  }
  return {
    client,
    rows,
    intake,
    postRaw,
    post: (process, body, headers = {}) => postRaw(process, 'json', JSON.stringify(body), headers),
    status: () => forwarder.status(),
    waiting: () => replies.waiting(),
    async stop() {
      await http.stop()
      await forwarder.stop()
      await inbox.close()
      await worker?.stop()
      await connection.close()
      await rm(dir, { recursive: true })
    },
  }
}
