/** The admin API as a receiver starts it, over real settings in a namespace of the real server, with one user per role. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Client } from '@temporalio/client'
import { pino } from 'pino'
import { z } from 'zod'
import type { AdminParts } from '../../src/admin/admin-parts.ts'
import { askOthersNow } from '../../src/admin/peers/ask-others-now.ts'
import { createPeers } from '../../src/admin/peers/ask-peers.ts'
import type { RunningAdminServer } from '../../src/admin/serve/admin-server.ts'
import { startAdmin } from '../../src/admin/start-admin.ts'
import { createDirectAccept } from '../../src/forwarder/direct-accept.ts'
import { createImports } from '../../src/import/imports.ts'
import { createNow } from '../../src/now/create-now.ts'
import type { Task } from '../../src/process/task.ts'
import { createQuarantine } from '../../src/quarantine/quarantine-client.ts'
import { foreseeAnswer } from '../../src/receiver/foresee-answer.ts'
import { createReceiver } from '../../src/receiver/receiver.ts'
import { createRequestMetrics } from '../../src/requests/request-metrics.ts'
import { createRequests } from '../../src/requests/requests.ts'
import { createHistory } from '../../src/requests/store/history.ts'
import { watchUnusual } from '../../src/requests/store/watch-unusual.ts'
import { startSettingsFeed } from '../../src/settings/settings-feed.ts'
import { startNode } from '../../src/start-node/start-node.ts'
import { createCodecEndpoint } from '../../src/temporal/codec/codec-endpoint.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import { parseUsers } from '../../src/users/parse-users.ts'
import { hashPassword } from '../../src/users/password-hash.ts'
import { ROLES, type Role } from '../../src/users/role.ts'
import { KEYS, type OpenSettings, openSettings } from '../helpers/open-settings.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

export const ENCRYPTION_KEYS: readonly Buffer[] = [Buffer.alloc(32, 5)]
export const UI_URL = 'http://127.0.0.1:8233'
export const passwordOf = (role: Role) => `the password of ${role}`

type AnyProcess = (task: Task<unknown>) => Promise<void>
const INPUTS = {
  'loan-approved': z.object({ loan: z.string().meta({ mambu: '{ACCOUNT_ID}' }) }),
  'card-lost': z.object({}),
} as const
const PROCESSES = Object.entries(INPUTS).map(([process, input]) =>
  startNode<AnyProcess>(process, { title: `Title of ${process}`, input }),
)

export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON; undefined when it is none. */
  readonly body: unknown
}

export interface OpenAdmin {
  readonly url: string
  readonly parts: AdminParts
  readonly settings: OpenSettings
  /** The folder that processes are imported to. */
  readonly workflows: string
  /** Lines of the log, as JSON. */
  readonly logged: readonly string[]
  /** Calls as the user of a role, with Basic; null: as nobody. Bytes are sent as they are. */
  call(
    role: Role | null,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answered>
  /** Ends the listener alone, as a receiver that dies. */
  stopServer(): Promise<void>
  close(): Promise<void>
}

export const EXAMPLE = '{ "loan": "L1" }\n'

/** @param taskQueue of the tasks that are sent by `Try it` */
export async function openAdmin(
  namespace: string,
  taskQueue = 'nobody',
  {
    mayImport = true,
    parts: more = {},
  }: { readonly mayImport?: boolean; readonly parts?: Partial<AdminParts> } = {},
): Promise<OpenAdmin> {
  const folder = mkdtempSync(join(tmpdir(), 'startnode-admin-'))
  const workflows = join(folder, 'workflows')
  mkdirSync(workflows)
  const logged: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) })
  const settings = await openSettings(namespace)
  await settings.startWorker()
  await settings.replace()
  const feed = startSettingsFeed({
    settings: settings.settings,
    signingKeys: KEYS,
    keepFile: join(folder, 'settings.json'),
    log,
  })
  await waitFor('settings', () => feed.current())
  const connection = openPatientConnection({ address: temporalAddress() })
  const requests = createRequests()
  const metrics = createRequestMetrics()
  const startNodes = new Map(PROCESSES.map((node) => [node.process, node]))
  const target = {
    client: new StartClient({ connection, namespace }),
    taskQueue,
    deadlineMs: 5_000,
  }
  const receiver = createReceiver({
    settings: feed,
    startNodes,
    signingKeys: KEYS,
    encryptionKeys: ENCRYPTION_KEYS,
    accept: createDirectAccept(target, 5_000),
    maxBodyBytes: 1_048_576,
    log: {
      request(row) {
        requests.request(row)
        metrics.request(row)
      },
    },
  })
  const client = new Client({ connection, namespace })
  const history = createHistory(null, metrics)
  const unusual = watchUnusual(history)
  const peers = more.peers ?? createPeers([], KEYS, 'this')
  const now = await createNow({
    ...{ publicUrl: 'https://hooks.example.com', signingKeys: KEYS, encryptionKeys: ENCRYPTION_KEYS },
    ...{ startNodes, client, connection, namespace, taskQueue: settings.taskQueue, ownDir: folder },
    ...{ inbox: null, watch: null, forwarder: null, feed, metrics, unusual },
    askOthers: () => askOthersNow(peers),
  })
  const parts: AdminParts = {
    publicUrl: 'https://hooks.example.com',
    signingKeys: KEYS,
    encryptionKeys: ENCRYPTION_KEYS,
    codec: createCodecEndpoint({ keys: ENCRYPTION_KEYS, configured: true }),
    startNodes,
    client,
    clientAs: (identity) => new Client({ connection, namespace, identity }),
    connection,
    namespace,
    taskQueue: settings.taskQueue,
    uiUrl: UI_URL,
    settings: settings.settings,
    feed,
    inbox: null,
    forwarder: null,
    watch: null,
    peers,
    requests,
    quarantine: createQuarantine(settings.client),
    imports: createImports({
      dir: pathToFileURL(`${workflows}/`),
      allowed: mayImport,
      settings: settings.settings,
    }),
    now,
    metrics,
    history,
    unusual,
    receiver: { ...receiver, foresee: foreseeAnswer },
    readExample: async (process) => (process === 'loan-approved' ? EXAMPLE : null),
    ...more,
  }
  const lines = await Promise.all(
    ROLES.map(
      async (role) => `${role}:${role}:${await hashPassword(passwordOf(role), { logN: 14, r: 8, p: 1 })}`,
    ),
  )
  const server = (await startAdmin(
    {
      port: 0,
      host: '127.0.0.1',
      hosts: ['startnode.bank.example'],
      users: parseUsers(lines.join('\n')),
      production: true,
      stateDir: folder,
      trustProxy: null,
      version: '0.0.0',
    },
    parts,
    log,
  )) as RunningAdminServer
  return {
    url: server.url,
    parts,
    settings,
    workflows,
    logged,
    async call(role, method, path, body, headers = {}) {
      const basic = role && Buffer.from(`${role}:${passwordOf(role)}`).toString('base64')
      const response = await fetch(`${server.url}/admin/v1${path}`, {
        method,
        headers: {
          ...(basic === null ? {} : { authorization: `Basic ${basic}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, body: parse(text) }
    },
    stopServer: () => server.stop(),
    async close() {
      await server.stop()
      now.stop()
      await feed.stop()
      await settings.close()
      await connection.close()
      rmSync(folder, { recursive: true })
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
