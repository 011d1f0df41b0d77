/** A container's program as a process of this machine: started, restarted as its policy says, frozen, killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { waitFor } from '../../helpers/wait-for.ts'
import type { Container, World } from './container.ts'
import { durationMs } from './read-compose.ts'

/** Docker waits twice as long before each restart, from 100 ms up to a minute, and begins anew after 10 s. */
const FIRST_RESTART_MS = 100
const LAST_RESTART_MS = 60_000
const LIVED_MS = 10_000
/** What docker gives a program between SIGTERM and SIGKILL, where the file says nothing. */
const GRACE = '10s'

/** How one run of its program ended. */
export interface PartEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A program of the composition. What a campaign of faults does to it, it does here. */
export interface Part {
  readonly name: string
  /** Its address; ports are those of docker-compose.yml. */
  readonly host: string
  readonly env: Readonly<Record<string, string>>
  readonly volumes: Readonly<Record<string, string>>
  /** Starts it, as `docker start` does; returns at once. Safe where it runs. */
  start(): Promise<void>
  /** Ends it and lets it be, as `docker stop` does (`SIGKILL`: `docker kill`). Safe where it has ended. */
  end(signal?: NodeJS.Signals): Promise<void>
  /** To its process: `SIGSTOP`, `SIGCONT`, or a `SIGKILL` after which its restart policy holds. */
  send(signal: NodeJS.Signals): void
  isRunning(): boolean
  pid(): number | null
  /** How often it was started, restarts included. */
  starts(): number
  /** How its last run ended; null while the first one lasts. */
  lastEnd(): PartEnd | null
  /** What it has written since the composition was made. */
  log(): string
  /** Runs its health check until it passes. Without one: until it runs. @throws Error when it is unhealthy by its own measure */
  untilHealthy(): Promise<void>
  /** Until it has ended with 0. @throws Error when it failed and its policy gives up */
  untilCompleted(): Promise<void>
}

/**
 * @param prepare done before each start, e.g. the first database
 * @param options.user whom it runs as
 * @param options.killSignal what ends it when this process dies
 */
export function makePart(
  world: World,
  container: Container,
  options: {
    readonly prepare?: () => Promise<void>
    readonly user?: { readonly uid: number; readonly gid: number } | null
    readonly killSignal?: 'KILL' | 'QUIT'
  } = {},
): Part {
  const { prepare, user, killSignal = 'KILL' } = options
  const { name, argv, env, service } = container
  const logFile = join(world.folder, 'logs', `${name}.log`)
  const pidFile = join(world.folder, 'pids', name)
  const state: {
    child: ChildProcess | null
    ended: Promise<void>
    end: PartEnd | null
    starts: number
    failures: number
    wanted: boolean
    timer: NodeJS.Timeout | null
    /** Nothing will start it again by itself. */
    resting: boolean
  } = {
    child: null,
    ended: Promise.resolve(),
    end: null,
    starts: 0,
    failures: 0,
    wanted: false,
    timer: null,
    resting: true,
  }

  function run(): void {
    const log = openSync(logFile, 'a')
    const [command, ...args] = argv
    const child = spawn(command, args, {
      env: { ...env },
      cwd: world.folder,
      stdio: ['ignore', log, log],
      // Ctrl-C reaches us alone
      detached: true,
      ...(user ?? {}),
    })
    closeSync(log)
    state.child = child
    state.starts += 1
    state.resting = false
    const begun = Date.now()
    if (child.pid !== undefined) writeFileSync(pidFile, `${killSignal} ${child.pid}\n`)
    state.ended = new Promise((resolve) => {
      const finish = (end: PartEnd) => {
        if (state.child !== child) return
        rmSync(pidFile, { force: true })
        state.child = null
        state.end = end
        restart(end, Date.now() - begun)
        resolve()
      }
      child.once('exit', (code, signal) => finish({ code, signal }))
      child.once('error', (error) => {
        writeFileSync(logFile, `${error.message}\n`, { flag: 'a' })
        finish({ code: 127, signal: null })
      })
    })
  }

  function restart(end: PartEnd, livedMs: number): void {
    state.failures = livedMs > LIVED_MS ? 0 : state.failures + 1
    const [policy, most] = service.restart.split(':')
    const again =
      state.wanted &&
      (policy === 'unless-stopped' ||
        policy === 'always' ||
        (policy === 'on-failure' && end.code !== 0 && (most === undefined || state.starts <= Number(most))))
    if (!again) {
      state.resting = true
      return
    }
    const pause = Math.min(LAST_RESTART_MS, FIRST_RESTART_MS * 2 ** Math.max(0, state.failures - 1))
    state.timer = setTimeout(run, pause)
  }

  const log = () => {
    try {
      return readFileSync(logFile, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
      throw error
    }
  }
  const told = () => log().trimEnd().split('\n').slice(-15).join('\n')

  return {
    name,
    host: container.host,
    env,
    volumes: container.volumes,
    async start() {
      if (state.wanted && !state.resting) return
      await prepare?.()
      state.wanted = true
      state.failures = 0
      run()
    },
    async end(signal = 'SIGTERM') {
      state.wanted = false
      if (state.timer !== null) clearTimeout(state.timer)
      state.timer = null
      state.resting = state.child === null
      const { child } = state
      if (child === null) return
      child.kill(signal)
      // A frozen one hears nothing until it goes on
      if (signal !== 'SIGSTOP') child.kill('SIGCONT')
      const late = setTimeout(() => child.kill('SIGKILL'), durationMs(service.stop_grace_period ?? GRACE))
      await state.ended
      clearTimeout(late)
    },
    send(signal) {
      if (state.child === null) throw new Error(`${name} does not run`)
      state.child.kill(signal)
    },
    isRunning: () => state.child !== null,
    pid: () => state.child?.pid ?? null,
    starts: () => state.starts,
    lastEnd: () => state.end,
    log,
    async untilHealthy() {
      const { healthcheck } = container
      if (healthcheck === null) {
        await waitFor(`${name} runs`, () => state.child !== null)
        return
      }
      const { interval = '30s', start_period = '0s', retries = 3 } = service.healthcheck ?? {}
      const patience = durationMs(start_period) + retries * durationMs(interval)
      try {
        await waitFor(`${name} is healthy`, () => passes(healthcheck, env, world.folder), patience)
      } catch (error) {
        throw new Error(`${(error as Error).message}\n${told()}`, { cause: error })
      }
    },
    async untilCompleted() {
      // Longer than any policy of the file needs; the test has a deadline of its own
      await waitFor(`${name} has ended`, () => state.starts > 0 && state.resting, 600_000)
      if (state.end?.code !== 0)
        throw new Error(`${name} ended with ${state.end?.signal ?? state.end?.code}:\n${told()}`)
    },
  }
}

/** Asked as often as `waitFor` looks: what docker asks every few seconds. */
function passes(
  check: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<boolean> {
  const [command = 'false', ...args] = check
  return new Promise((resolve) => {
    const child = spawn(command, args, { env: { ...env }, cwd, stdio: 'ignore', timeout: 10_000 })
    child.once('error', () => resolve(false))
    child.once('close', (code) => resolve(code === 0))
  })
}
