/**
 * Temporal's dev server as a child process, for development, demo and tests. Never for production.
 *
 * It runs in a process group of its own, so that Ctrl-C reaches us alone and it is stopped last. A watcher (`sh`
 * waiting for the end of a pipe) stops it when this process is killed; on systems without `sh` it then stays behind.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from '@temporalio/client'
import type { Logger } from 'pino'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { openPatientConnection } from '../patient-connection.ts'
import { SEARCH_ATTRIBUTE_KINDS } from '../search-attributes.ts'
import { findTemporal } from './find-temporal.ts'
import { forgetServer, noteServer, stopLeftover } from './leftover-server.ts'

const HOST = '127.0.0.1'
const DEFAULT_PORT = 7233
/** A first start on a slow machine creates its database, ms. */
const SERVES_WITHIN_MS = 60_000
const STOPS_WITHIN_MS = 10_000
const MAX_TRIES = 3
const BREAKDOWNS = ['TaskQueue', 'Partition', 'BuildID'] as const

/** A dev server at work. */
export interface DevServer {
  /** For TEMPORAL_ADDRESS, e.g. `127.0.0.1:7233`. */
  readonly address: string
  /** Base of the Web UI; null: headless. */
  readonly uiUrl: string | null
  readonly port: number
  readonly uiPort: number | null
  readonly binary: string
  readonly pid: number
  /** Where it logs. */
  readonly logFile: string
  /** Settles when it has ended, whoever ended it, and says how: `SIGKILL`, `exit code 1`. */
  readonly ended: Promise<string>
  /** Stops it and waits for its end; safe to call twice. */
  stop(): Promise<void>
}

export interface DevServerOptions {
  /** For the installed binary and the log, e.g. `.startnode`. */
  readonly stateDir: string
  /**
   * Tasks survive a restart in it. One server per file: one that an earlier process left behind with it is stopped.
   * Default: in memory.
   */
  readonly dbFile?: string
  /**
   * False: what is in the database outlives the server, also one that is killed, but not the power of the machine. Half the
   * CPU, a third of the time. For tests. Default: true.
   */
  readonly flushes?: boolean
  /** Over the environment of this process, e.g. for Go's runtime. Default: none. */
  readonly env?: Readonly<Record<string, string>>
  /** gRPC port. Default 7233; 0: a free one. */
  readonly port?: number
  /** Port of the Web UI. Default: port + 1,000; 0: a free one; null: no Web UI. */
  readonly uiPort?: number | null
  /** Created if absent; `default` always is. */
  readonly namespaces?: readonly string[]
  /** Default: found or installed, see `findTemporal`. */
  readonly binary?: string
  /** Gives up a start under way. */
  readonly signal?: AbortSignal
  /** One line of progress for a person. */
  readonly onProgress?: (text: string) => void
  readonly log?: Pick<Logger, 'info' | 'warn'>
}

/**
 * Starts a dev server on 127.0.0.1 with our search attributes and waits until it serves.
 *
 * @throws StartnodeError `temporal_binary_missing`, `port_in_use`, `temporal_unreachable` (with its last lines),
 * `already_running`: a living process has a server on this database
 * @example
 * ```ts
 * const server = await startDevServer({ stateDir: '.startnode', dbFile: '.startnode/temporal.db' })
 * ```
 */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startOnce(options)
    } catch (error) {
      // It draws ports of its own for its parts, and another server may have been quicker at one
      if (tries === MAX_TRIES || !(error as Error).message.includes('address already in use')) throw error
    }
  }
}

async function startOnce(options: DevServerOptions): Promise<DevServer> {
  const { stateDir, log, signal, onProgress = () => {} } = options
  // Absolute, so that no server of another folder has the same arguments
  const dbFile = options.dbFile && resolve(options.dbFile)
  if (dbFile !== undefined) await stopLeftover(dbFile, onProgress)
  const port = await claimPort(options.port ?? DEFAULT_PORT, 'Temporal')
  const uiPort =
    options.uiPort === null ? null : await claimPort(options.uiPort ?? nextPort(options.port, port), 'Web UI')
  const binary = options.binary ?? (await findTemporal({ stateDir, onProgress }))

  mkdirSync(stateDir, { recursive: true, mode: 0o700 })
  if (dbFile !== undefined) closeDatabase(dbFile)
  const logFile = join(stateDir, 'temporal.log')
  const namespaces = options.namespaces ?? []
  const args = [
    'server',
    'start-dev',
    ...['--ip', HOST, '--port', String(port), '--log-level', 'warn', '--ui-disable-news-fetch'],
    // `temporal workflow pause` (docs/temporal-cli.md); off by default while it is experimental
    ...['--dynamic-config-value', 'frontend.WorkflowPauseEnabled=true'],
    // A run whose next step fails is noted sooner than after 5 tries, for `startnode doctor`
    ...['--dynamic-config-value', 'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=2'],
    // As on PostgreSQL: what is too long there shows here.
    ...['--dynamic-config-value', 'limit.maxIDLength=255'],
    // Nobody reads its metrics, and it sums up each of them once a second: a sixth of its CPU after some hundred task queues
    ...BREAKDOWNS.flatMap((by) => ['--dynamic-config-value', `metrics.breakdownBy${by}=false`]),
    ...(uiPort === null ? ['--headless'] : ['--ui-port', String(uiPort)]),
    ...(dbFile === undefined ? [] : ['--db-filename', dbFile]),
    ...(options.flushes === false ? ['--sqlite-pragma', 'synchronous=OFF'] : []),
    ...namespaces.flatMap((namespace) => ['--namespace', namespace]),
    ...Object.entries(SEARCH_ATTRIBUTE_KINDS).flatMap(([attribute, { name }]) => [
      '--search-attribute',
      `${attribute}=${name}`,
    ]),
  ]
  const child = spawnServer(binary, logFile, args, options.env)
  const ended = endOf(child)
  const address = `${HOST}:${port}`
  const stop = () => stopServer(child, ended)
  stopWithUs(child, ended)
  if (dbFile !== undefined && child.pid !== undefined) {
    noteServer(dbFile, child.pid, args)
    void ended.then(() => forgetServer(dbFile))
  }
  try {
    await waitUntilServing(child, address, ['default', ...namespaces], logFile, signal)
  } catch (error) {
    await stop()
    throw error
  }
  const pid = child.pid as number
  const uiUrl = uiPort === null ? null : `http://${HOST}:${uiPort}`
  log?.info({ address, uiUrl, pid, binary, dbFile }, 'Temporal dev server ready')
  return { address, uiUrl, port, uiPort, binary, pid, logFile, ended, stop }
}

function nextPort(asked: number | undefined, port: number): number {
  return asked === 0 ? 0 : port + 1_000
}

/** The port itself when it is free, or a free one for 0. */
async function claimPort(port: number, what: 'Temporal' | 'Web UI'): Promise<number> {
  const probe = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject)
      probe.listen(port, HOST, resolve)
    })
    return (probe.address() as { port: number }).port
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new StartnodeError('port_in_use', portInUse(port, what))
    throw error
  } finally {
    await new Promise((resolve) => probe.close(resolve))
  }
}

function spawnServer(
  binary: string,
  logFile: string,
  args: string[],
  env: DevServerOptions['env'],
): ChildProcess {
  const log = openSync(logFile, 'a', 0o600)
  // What it writes holds every task: it is for its owner alone. A child takes the mask that we have when it is made.
  const mask = process.umask(0o077)
  try {
    return spawn(binary, args, {
      stdio: ['ignore', log, log],
      detached: true,
      env: { ...process.env, ...env },
    })
  } finally {
    process.umask(mask)
    closeSync(log)
  }
}

/** The database of an earlier version was open to all. SQLite makes the files beside it with the same mode. */
function closeDatabase(dbFile: string): void {
  mkdirSync(dirname(dbFile), { recursive: true, mode: 0o700 })
  for (const file of [dbFile, `${dbFile}-wal`, `${dbFile}-shm`]) if (existsSync(file)) chmodSync(file, 0o600)
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((done) => {
    child.once('exit', (code, signal) => done(signal ?? `exit code ${code}`))
    child.once('error', (error) => done(error.message))
  })
}

async function waitUntilServing(
  child: ChildProcess,
  address: string,
  namespaces: readonly string[],
  logFile: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const connection = openPatientConnection({ address, interceptors: [] })
  const end = Date.now() + SERVES_WITHIN_MS
  let failed: Error | undefined
  child.once('error', (error) => {
    failed = error
  })
  try {
    for (;;) {
      signal?.throwIfAborted()
      if (failed)
        throw new StartnodeError(
          'temporal_unreachable',
          `The Temporal dev server can not be run: ${failed.message}`,
        )
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new StartnodeError(
          'temporal_unreachable',
          `The Temporal dev server ended at once.${lastLines(logFile)}`,
        )
      }
      if (await isServing(connection, namespaces)) return
      if (Date.now() > end) {
        throw new StartnodeError(
          'temporal_unreachable',
          `The Temporal dev server did not serve within ${SERVES_WITHIN_MS / 1_000} s.${lastLines(logFile)}`,
        )
      }
      await sleep(50)
    }
  } finally {
    await connection.close()
  }
}

/** Serving means: our namespaces answer too, which they do a moment after the health check does. */
async function isServing(connection: Connection, namespaces: readonly string[]): Promise<boolean> {
  try {
    await connection.withDeadline(Date.now() + 1_000, async () => {
      for (const namespace of namespaces) await connection.workflowService.describeNamespace({ namespace })
    })
    return true
  } catch {
    return false
  }
}

async function stopServer(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS)
  await ended
  clearTimeout(late)
}

function stopWithUs({ pid }: ChildProcess, ended: Promise<unknown>): void {
  if (pid === undefined) return
  const watcher = spawn('sh', ['-c', 'read -r _; kill -TERM "$0"', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  watcher.once('error', () => {})
  watcher.unref()
  // Not awaited: it ends with the server, before the process id could be given to another program.
  void ended.then(() => watcher.kill('SIGKILL'))
}

/** The end of an error: what the server wrote last. */
export function lastLines(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-5)
  return `\nIts last lines (${logFile}):\n${lines.join('\n')}`
}

function portInUse(port: number, what: 'Temporal' | 'Web UI'): string {
  return what === 'Temporal'
    ? `Something already listens on 127.0.0.1:${port}. Is it a Temporal server? Then set TEMPORAL_ADDRESS=127.0.0.1:${port}; else stop it, or choose another port`
    : `The port ${port} of the Temporal Web UI is in use: stop what listens there, or choose another port`
}
