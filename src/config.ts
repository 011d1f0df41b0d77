/** The whole environment, read once: every problem is listed at the same time, and no value of a secret is echoed. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hostNameOf } from './activities/api-call/host-name.ts'
import { environment } from './environment.ts'
import { describeIssue } from './errors/describe-issue.ts'
import { ConfigInvalidError } from './errors/start-errors.ts'
import { isStartnodeError } from './errors/startnode-error.ts'
import { editedText } from './formats/edited-text.ts'
import { parseEncryptionKeys } from './keys/encryption-keys.ts'
import { parseSigningKeys } from './keys/signing-keys.ts'
import { type MambuConfig, readMambuConfig } from './mambu/client/mambu-config.ts'
import type { TrustProxy } from './receiver/http/trust-proxy.ts'
import { type AtLeast, parseAtLeast } from './settings/chain/at-least.ts'
import type { WorkerVersion } from './temporal/worker-version.ts'
import { type AdminUser, parseUsers } from './users/parse-users.ts'

/**
 * The level to log with before `loadConfig` has said what is wrong.
 *
 * @param usual when LOG_LEVEL is not set, or is none
 */
export function logLevelOf(env: NodeJS.ProcessEnv, usual: string): string {
  const { success, data } = environment.shape.LOG_LEVEL.safeParse(env.LOG_LEVEL || usual)
  return success ? data : usual
}

/**
 * Whether processes may be imported here: what WORKFLOWS_WRITABLE says, and in production never.
 *
 * @returns null when it is not said: then `startnode import` may, and the API of a receiver may not
 */
export function mayWriteWorkflows(env: NodeJS.ProcessEnv): boolean | null {
  if (env.NODE_ENV === 'production') return false
  return env.WORKFLOWS_WRITABLE ? env.WORKFLOWS_WRITABLE === 'on' : null
}

/** Everything Startnode takes from its environment; TEMPORAL_* is read by `loadTemporalOptions`. */
export interface Config {
  readonly production: boolean
  readonly port: number
  readonly host: string
  /** Base of the direct URLs, without a trailing slash. */
  readonly publicUrl: string
  readonly fastPath: boolean
  readonly maxBodyBytes: number
  readonly bodyTimeoutMs: number
  /** Proxies whose X-Forwarded-For counts. */
  readonly trustProxy: TrustProxy
  readonly stateDir: string
  /** What this process alone keeps of that: counts of requests, marks of people. One of several has a folder of its own. */
  readonly ownDir: string
  readonly signingKeys: readonly Buffer[]
  readonly encryption: {
    /** The first encrypts, all decrypt; empty only in development: then no secret can be kept. */
    readonly keys: readonly Buffer[]
    /** True: given by file or environment, not drawn for development. */
    readonly configured: boolean
    /** Until then (Unix milliseconds) what earlier versions sent to Temporal is accepted. Default: not any more. */
    readonly acceptUnboundUntil?: number
  }
  /** Decisions of persons that the worker counts. */
  readonly approvals: 'proved' | 'any'
  /** Settings that receiver, worker and commands must have reached to go by them; null: whatever is signed. */
  readonly settingsAtLeast: AtLeast | null
  readonly admin: {
    readonly port: number
    readonly host: string
    /** Names under which people reach it; that of `url` is one. */
    readonly hosts: readonly string[]
    /** Empty: none are configured. */
    readonly users: readonly AdminUser[]
    /** Where commands find the admin API, without a trailing slash. */
    readonly url: string
    /** Admin APIs of the receivers of this namespace, this one or not, without a trailing slash. */
    readonly peers: readonly string[]
  }
  readonly inbox: {
    readonly mode: 'durable' | 'direct'
    readonly dir: string
    /** Receiver processes that share the port, each with an inbox of its own. Default: 1. */
    readonly processes?: number
    readonly mapBytes: number
    readonly maxRecords: number
    readonly maxPerProcess: number
    /** Of the room for bytes, for one process, 0 to 1. */
    readonly bytesShare: number
    /** Of the share of a process, for what is no task, 0 to 1. */
    readonly asideShare: number
    /** Of what was forwarded. */
    readonly keepForwarded: { readonly forMs: number; readonly bytes: number }
  }
  readonly forwarderConcurrency: number
  readonly startDeadlineMs: number
  readonly quarantine: { readonly days: number; readonly maxPerProcess: number }
  /** Port of the dev server's gRPC; its Web UI has that + 1,000. */
  readonly temporalDevPort: number
  readonly taskQueue: string
  /** Calls of `apiCall` to one host at once, in one worker. */
  readonly apiCallsPerHost: number
  /** Hosts at private addresses that API Calls of diagrams may reach, in lower case. */
  readonly diagramPrivateHosts: readonly string[]
  /** Where a worker serves its metrics for Prometheus, e.g. `127.0.0.1:9464`; null: nowhere. */
  readonly workerMetricsAddress: string | null
  /** File that `startnode bundle` made, with the workflows of the worker; null: it bundles them at every start. */
  readonly workflowBundle: string | null
  /** As `mayWriteWorkflows` says. */
  readonly workflowsWritable: boolean | null
  /** Folder of exported files. */
  readonly exportDir: string
  /** The worker's version under deployment versioning; null: not versioned. */
  readonly workerVersion: WorkerVersion | null
  readonly mambu: MambuConfig | null
  readonly temporalUiUrl: string | null
  readonly logLevel: string
}

/**
 * Reads the configuration from the environment.
 *
 * Signing and encryption keys come from SIGNING_KEYS and ENCRYPTION_KEYS, or the files SIGNING_KEYS_FILE and
 * ENCRYPTION_KEYS_FILE, or (not in production) the files in STATE_DIR that `startnode dev` draws; they are never taken
 * from Temporal.
 *
 * @throws ConfigInvalidError naming every variable that can't be used and why
 * @example const config = loadConfig(process.env)
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  // An empty value in a .env file means "not set"
  const set = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  )
  const unread = readSecretFiles(set)
  const parsed = environment.safeParse(set)
  const problems = parsed.success
    ? unread
    : [
        ...unread,
        ...parsed.error.issues.map((issue) => ({
          path: String(issue.path[0]),
          message: describeIssue(issue, set),
        })),
      ]
  const values = parsed.success ? parsed.data : null
  const production = set.NODE_ENV === 'production'
  const stateDir = set.STATE_DIR ?? '.startnode'
  const keySource = { env: set, stateDir, production, problems }
  const signing = loadKeys(
    keySource,
    'SIGNING_KEYS',
    parseSigningKeys,
    `needed: set it, or SIGNING_KEYS_FILE, or run \`startnode dev\` once, which draws ${join(stateDir, 'signing-keys')}`,
  )
  const encryption = loadKeys(keySource, 'ENCRYPTION_KEYS', parseEncryptionKeys, null)
  const adminUsers = loadAdminUsers(set, problems)
  const mambu = readMambuConfig(values ?? {}, problems)
  if (values && (values.DEPLOYMENT_NAME === undefined) !== (values.BUILD_ID === undefined)) {
    problems.push({ path: 'DEPLOYMENT_NAME', message: 'set it together with BUILD_ID, or neither' })
  }
  if (values?.ACCEPT_UNBOUND_UNTIL !== undefined && encryption?.configured !== true) {
    problems.push({ path: 'ACCEPT_UNBOUND_UNTIL', message: 'goes with ENCRYPTION_KEYS' })
  }
  if (!values || problems.length > 0) throw new ConfigInvalidError(problems)
  // Next to the public one; 0, any free port, stays 0.
  const adminPort = values.ADMIN_PORT ?? (values.PORT === 0 ? 0 : Math.min(values.PORT + 1, 65_535))
  const adminUrl = (values.ADMIN_URL ?? `http://127.0.0.1:${adminPort}`).replace(/\/+$/, '')
  return {
    production,
    port: values.PORT,
    host: values.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    publicUrl: (values.PUBLIC_URL ?? `http://127.0.0.1:${values.PORT}`).replace(/\/+$/, ''),
    fastPath: values.FAST_PATH === 'on',
    maxBodyBytes: values.MAX_BODY_BYTES,
    bodyTimeoutMs: values.BODY_TIMEOUT_MS,
    trustProxy: values.TRUST_PROXY,
    stateDir: values.STATE_DIR,
    ownDir: values.STATE_DIR,
    signingKeys: signing?.keys ?? [],
    encryption: {
      ...(encryption ?? { keys: [], configured: false }),
      ...(values.ACCEPT_UNBOUND_UNTIL === undefined
        ? {}
        : { acceptUnboundUntil: Date.parse(values.ACCEPT_UNBOUND_UNTIL) }),
    },
    approvals: values.APPROVALS ?? (production ? 'proved' : 'any'),
    settingsAtLeast: parseAtLeast(values.SETTINGS_AT_LEAST ?? ''),
    admin: {
      port: adminPort,
      host: values.ADMIN_HOST,
      users: adminUsers,
      hosts: [...listHosts(values.ADMIN_HOSTS), new URL(adminUrl).hostname],
      url: adminUrl,
      peers: (values.ADMIN_PEERS ?? '').split(',').flatMap((url) => url.trim().replace(/\/+$/, '') || []),
    },
    inbox: {
      mode: values.INBOX,
      dir: values.INBOX_DIR ?? join(values.STATE_DIR, 'inbox'),
      mapBytes: values.INBOX_MAP_BYTES,
      maxRecords: values.INBOX_MAX_RECORDS,
      maxPerProcess: values.INBOX_MAX_PER_PROCESS,
      bytesShare: values.INBOX_BYTES_PERCENT / 100,
      asideShare: values.INBOX_ASIDE_PERCENT / 100,
      keepForwarded: { forMs: values.INBOX_KEEP_HOURS * 3_600_000, bytes: values.INBOX_KEEP_BYTES },
    },
    forwarderConcurrency: values.FORWARDER_CONCURRENCY,
    startDeadlineMs: values.START_DEADLINE_MS,
    quarantine: { days: values.QUARANTINE_DAYS, maxPerProcess: values.QUARANTINE_MAX_PER_PROCESS },
    temporalDevPort: values.TEMPORAL_DEV_PORT,
    taskQueue: values.TASK_QUEUE,
    apiCallsPerHost: values.API_CALLS_PER_HOST,
    diagramPrivateHosts: listHosts(values.DIAGRAM_PRIVATE_HOSTS),
    workerMetricsAddress: values.WORKER_METRICS_ADDRESS ?? null,
    workflowBundle: values.WORKFLOW_BUNDLE ?? null,
    workflowsWritable: mayWriteWorkflows(set),
    exportDir: values.EXPORT_DIR ?? join(values.STATE_DIR, 'exports'),
    workerVersion:
      values.DEPLOYMENT_NAME && values.BUILD_ID
        ? { deploymentName: values.DEPLOYMENT_NAME, buildId: values.BUILD_ID }
        : null,
    mambu,
    temporalUiUrl: values.TEMPORAL_UI_URL?.replace(/\/+$/, '') ?? null,
    logLevel: values.LOG_LEVEL,
  }
}

/** Puts the first line of `<name>_FILE` in the place of `<name>`, where that is not set; an empty file is "not set". */
function readSecretFiles(set: Record<string, string | undefined>): { path: string; message: string }[] {
  return ['MAMBU_API_KEY', 'MAMBU_PASSWORD'].flatMap((name) => {
    const file = set[`${name}_FILE`]
    if (file === undefined || set[name] !== undefined) return []
    try {
      const [line = ''] = editedText(readFileSync(file)).split(/\r?\n/, 1)
      if (line !== '') set[name] = line
      return []
    } catch (error) {
      return [{ path: `${name}_FILE`, message: explainUnread(error) }]
    }
  })
}

/** @param missing the problem that missing keys are in development; null: none */
function loadKeys(
  source: {
    readonly env: Readonly<Record<string, string | undefined>>
    readonly stateDir: string
    readonly production: boolean
    readonly problems: { path: string; message: string }[]
  },
  variable: 'SIGNING_KEYS' | 'ENCRYPTION_KEYS',
  parse: (text: string) => Buffer[],
  missing: string | null,
): { keys: readonly Buffer[]; configured: boolean } | null {
  const { env, stateDir, production, problems } = source
  const given = env[`${variable}_FILE`]
  const drawn = join(stateDir, variable === 'SIGNING_KEYS' ? 'signing-keys' : 'encryption-keys')
  const file = given ?? (!production && existsSync(drawn) ? drawn : undefined)
  try {
    const text = env[variable] ?? (file === undefined ? undefined : editedText(readFileSync(file)))
    if (text !== undefined) {
      return { keys: parse(text), configured: env[variable] !== undefined || given !== undefined }
    }
    const message = production
      ? `needed in production: set it, or ${variable}_FILE (make a key with \`openssl rand -hex 32\`)`
      : missing
    if (message !== null) problems.push({ path: variable, message })
  } catch (error) {
    problems.push({
      path: env[variable] === undefined ? `${variable}_FILE` : variable,
      message: explainUnread(error),
    })
  }
  return null
}

function loadAdminUsers(
  env: Readonly<Record<string, string | undefined>>,
  problems: { path: string; message: string }[],
): readonly AdminUser[] {
  const file = env.ADMIN_USERS_FILE
  const path = env.ADMIN_USERS === undefined ? 'ADMIN_USERS_FILE' : 'ADMIN_USERS'
  try {
    return parseUsers(env.ADMIN_USERS ?? (file === undefined ? '' : editedText(readFileSync(file))))
  } catch (error) {
    problems.push({ path, message: explainUnread(error) })
    return []
  }
}

/** Ours say what is wrong with the content, and no secret. */
function explainUnread(error: unknown): string {
  return isStartnodeError(error)
    ? error.message
    : `the file can not be read (${(error as NodeJS.ErrnoException).code})`
}

function listHosts(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(',').flatMap((host) => hostNameOf(host.trim()) ?? [])
}
