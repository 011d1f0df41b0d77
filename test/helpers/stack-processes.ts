/**
 * A stack of real processes for the promises that need them: receivers and workers as an operator runs them
 * (`startnode receiver`, `startnode worker`), a Temporal server, and a Mambu stand-in. Everything is ended by `stop`,
 * and by the end of the test process at the latest.
 */
import { randomBytes } from 'node:crypto'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Connection } from '@temporalio/client'
import { loadConfig } from '../../src/config.ts'
import { type MambuStandIn, startMambuStandIn } from '../../src/mambu/bank/stand-in.ts'
import { createDataConverter } from '../../src/temporal/codec/create-data-converter.ts'
import { connectClientLazily } from '../../src/temporal/connection.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import { loadTemporalOptions } from '../../src/temporal/temporal-options.ts'
import { buildProject, bundleOf } from './built-project.ts'
import { type Child, type ChildEnd, plainEnv, startChild } from './child-process.ts'
import { findFreePort } from './free-port.ts'
import { type OwnTemporal, startOwnTemporal } from './own-temporal.ts'
import { startnode } from './startnode.ts'
import { waitFor } from './wait-for.ts'

/** A cold start loads TypeScript sources and, for a worker, bundles the workflows: slow on a busy machine. */
const STARTS_WITHIN_MS = 120_000

/** A receiver or worker of the stack; it can die and come back with the same state. */
export interface StackProcess {
  child(): Child
  /** Everything it wrote to its log since it was first started. */
  log(): string
  start(env?: Record<string, string>): Promise<void>
  /** The end an operator gives it (default SIGTERM), or `SIGKILL`. */
  end(signal?: NodeJS.Signals): Promise<ChildEnd>
}

export interface StackReceiver extends StackProcess {
  readonly url: string
  readonly stateDir: string
}

export interface CliEnd {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly durationMs: number
}

export interface StackProcesses {
  readonly env: Readonly<Record<string, string>>
  readonly namespace: string
  readonly client: StartClient
  readonly mambu: MambuStandIn
  readonly signingKey: string
  /** Only with a Temporal of its own. */
  readonly temporal: OwnTemporal
  /**
   * Makes a receiver with a port (or that of `env`) and a state folder of its own, and starts it.
   * @param keptSettings settings file of another receiver, for one that never sees Temporal
   * @param args behind `startnode receiver`
   */
  addReceiver(
    env?: Record<string, string>,
    keptSettings?: string,
    args?: readonly string[],
  ): Promise<StackReceiver>
  addWorker(env?: Record<string, string>): Promise<StackProcess>
  /** Runs one `startnode` command to its end. */
  run(
    args: readonly string[],
    options?: { input?: string | Buffer; env?: Record<string, string | undefined>; cwd?: string },
  ): Promise<CliEnd>
  /** `setup` and `enable`; needs a worker. @returns the path of the direct URL */
  openDirectUrl(process: string): Promise<string>
  stop(): Promise<void>
}

/**
 * Prepares a stack; Temporal and the stand-in run when it returns, receivers and workers are added.
 *
 * @param options.temporal address of a running server, or `own`: one with a database file, which can die and come back
 * @param options.project folder whose `bin/startnode.js` runs (default: this one, compiled)
 * @example
 * ```ts
 * const stack = await startStackProcesses({ temporal: temporalAddress(), namespace: 'e2e' })
 * await stack.addWorker()
 * const path = await stack.openDirectUrl('loan-approved')
 * const receiver = await stack.addReceiver({ FAST_PATH: 'off' })
 * ```
 */
export async function startStackProcesses(options: {
  readonly temporal: string | 'own' | OwnTemporal
  readonly namespace?: string
  readonly project?: string
  readonly env?: Record<string, string>
  /** An own Temporal forgets everything when it ends, but is several times as fast (default: false). */
  readonly inMemory?: boolean
  /** Logs go to files instead of pipes: for measurements (default: false). */
  readonly logToFiles?: boolean
}): Promise<StackProcesses> {
  const project = options.project ?? (await buildProject())
  const namespace = options.namespace ?? 'default'
  const stateDir = await mkdtemp(join(tmpdir(), 'startnode-'))
  const ends: (() => Promise<unknown>)[] = [() => rm(stateDir, { recursive: true, force: true })]
  const own =
    options.temporal === 'own'
      ? await startOwnTemporal(stateDir, { namespace, inMemory: options.inMemory === true })
      : typeof options.temporal === 'string'
        ? null
        : options.temporal
  if (own) ends.push(() => own.end())
  const mambu = await startMambuStandIn({ apiKey: `canary-${randomBytes(12).toString('hex')}` })
  ends.push(() => mambu.stop())

  const signingKey = randomBytes(32).toString('hex')
  const address = own?.address ?? (options.temporal as string)
  const env: Record<string, string> = {
    STATE_DIR: join(stateDir, 'cli'),
    SIGNING_KEYS: signingKey,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    MAMBU_BASE_URL: mambu.url,
    MAMBU_API_KEY: mambu.apiKey,
    LOG_LEVEL: 'info',
    // Workers of a project of its own bundle by themselves
    ...(options.project === undefined ? { WORKFLOW_BUNDLE: bundleOf(project) } : {}),
    ...options.env,
  }
  const connection: Connection = connectClientLazily(loadTemporalOptions(env))
  ends.push(() => connection.close())
  const { encryption } = loadConfig(env)
  const client = new StartClient({ connection, namespace, dataConverter: createDataConverter(encryption) })

  const commandLine = (args: readonly string[]) => [join(project, 'bin', 'startnode.js'), ...args]

  function addProcess(
    args: string[],
    base: Record<string, string>,
    untilUp: (child: Child) => Promise<void>,
  ) {
    const children: Child[] = []
    const current = () => {
      const child = children.at(-1)
      if (!child) throw new Error(`startnode ${args.join(' ')} was not started yet`)
      return child
    }
    ends.push(async () => {
      for (const child of children) await child.end('SIGKILL')
    })
    const process: StackProcess = {
      child: current,
      log: () => children.map((child) => child.stderr()).join(''),
      async start(more = {}) {
        const child = startChild(commandLine(args), {
          env: { ...plainEnv(), ...env, ...base, ...more },
          cwd: project,
          ...(options.logToFiles ? { stderrFile: join(stateDir, `${args[0]}-${children.length}.log`) } : {}),
        })
        children.push(child)
        await untilUp(child)
      },
      end: (signal) => current().end(signal),
    }
    return process
  }

  const run: StackProcesses['run'] = async (args, more = {}) => {
    const before = performance.now()
    const child = startChild(commandLine(args), {
      env: { ...plainEnv(), ...env, ...more.env },
      cwd: more.cwd ?? project,
      ...(more.input === undefined ? {} : { input: more.input }),
    })
    const { code } = await child.ended
    return {
      code,
      stdout: child.stdout(),
      stderr: child.stderr(),
      durationMs: performance.now() - before,
    }
  }

  return {
    env,
    namespace,
    client,
    mambu,
    signingKey,
    get temporal() {
      if (own === null) throw new Error('This stack does not own its Temporal')
      return own
    },
    run,
    async addReceiver(more = {}, keptSettings, args = []) {
      const port = more.PORT ?? (await findFreePort())
      const url = `http://127.0.0.1:${port}`
      const dir = await mkdtemp(join(stateDir, 'receiver-'))
      if (keptSettings !== undefined) await copyFile(keptSettings, join(dir, 'settings.json'))
      const base = { PORT: String(port), STATE_DIR: dir, ...more }
      const process = addProcess(['receiver', ...args], base, (child) =>
        untilUp(child, 'receiver is ready', async () => {
          const answer = await fetch(`${url}/readyz`)
          if (!answer.ok) throw new Error(`/readyz: ${await answer.text()}`)
          return true
        }),
      )
      await process.start()
      return { ...process, url, stateDir: base.STATE_DIR }
    },
    async addWorker(more = {}) {
      const process = addProcess(['worker'], more, (child) =>
        untilUp(child, 'worker is ready', () => child.stderr().includes('worker ready')),
      )
      await process.start()
      return process
    },
    async openDirectUrl(process) {
      for (const args of [['setup'], ['enable', process, '--json']]) {
        // In this process where that knows the same processes
        const end = options.project === undefined ? await startnode(args, '', env) : await run(args)
        if (end.code !== 0) throw new Error(`startnode ${args[0]} failed: ${end.stdout}${end.stderr}`)
        if (args[0] === 'enable') return new URL((JSON.parse(end.stdout) as { url: string }).url).pathname
      }
      throw new Error('unreachable')
    },
    async stop() {
      const failures: unknown[] = []
      for (const end of ends.splice(0).reverse()) await end().catch((error) => failures.push(error))
      if (failures.length > 0) throw failures[0]
    },
  }
}

async function untilUp(child: Child, what: string, check: () => boolean | Promise<boolean>): Promise<void> {
  try {
    await waitFor(
      what,
      () => {
        if (!child.isRunning()) return 'ended' as const
        return check()
      },
      STARTS_WITHIN_MS,
    )
  } catch (error) {
    throw new Error(
      `${(error as Error).message} ${(error as Error).cause}\n${child.stdout()}${child.stderr()}`,
      { cause: error },
    )
  }
  if (!child.isRunning()) throw new Error(`It ended before the ${what}:\n${child.stdout()}${child.stderr()}`)
}
