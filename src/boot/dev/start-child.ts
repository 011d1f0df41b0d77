/** The worker of `startnode dev` from outside: a process that is started, asked and ended. */
import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { StartnodeError } from '../../errors/startnode-error.ts'
import type { FromWorker, ReplayedTasks, ToWorker } from './child-messages.ts'

/** More than the worker itself gives its activities (20 s), ms. */
const ENDS_WITHIN_MS = 25_000
/** It says so at once, but for one that is hard at work, ms. */
const SAYS_WITHIN_MS = 1_000
/** What Temporal had given to it before is in its hands after that, ms. A task of a process it does not know would fail there. */
const STILL_TAKES_MS = 500

const isSource = import.meta.url.endsWith('.ts')
const CHILD = fileURLToPath(new URL(`./worker-child.${isSource ? 'ts' : 'js'}`, import.meta.url))
const LOADER = new URL('../../../bin/load-typescript.js', import.meta.url).href

export interface WorkerChild {
  readonly pid: number | undefined
  /** Settles when the process has ended, with how. */
  readonly ended: Promise<string>
  /**
   * Starts the worker in it. Call it once.
   *
   * @returns the digests of the processes in code
   * @throws StartnodeError what is wrong; the process has ended then
   */
  start(logLevel: string, signal?: AbortSignal): Promise<Readonly<Record<string, string | null>>>
  /** Lets it finish what it has in hand. @returns when it takes no more tasks; it ends afterwards, in time */
  drain(): Promise<void>
  /** Drains it and waits for its end. */
  stop(): Promise<void>
  /** @throws Error why they could not be replayed */
  replay(processes: readonly string[], most: number): Promise<readonly ReplayedTasks[]>
}

/** Runs the process, which loads all but the processes and waits. */
export function forkWorker(env: NodeJS.ProcessEnv): WorkerChild {
  const child = fork(CHILD, [], {
    env,
    // A debugger has one process, and its port
    execArgv: [
      ...process.execArgv.filter((argument) => !argument.startsWith('--inspect')),
      ...(isSource ? ['--import', LOADER] : []),
    ],
    // What it logs stands among the lines of its parent
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = endOf(child)
  const drain = async () => {
    if (!isRunning(child)) return
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS)
    late.unref()
    void ended.then(() => clearTimeout(late))
    await hear(child, ['draining'], ended, SAYS_WITHIN_MS)
    await Promise.race([ended, sleep(STILL_TAKES_MS)])
  }
  return {
    pid: child.pid,
    ended,
    async start(logLevel, signal) {
      const kill = () => child.kill('SIGKILL')
      signal?.addEventListener('abort', kill, { once: true })
      try {
        signal?.throwIfAborted()
        const heard = hear(child, ['ready', 'failed'], ended)
        say(child, { say: 'start', logLevel })
        const message = await heard
        signal?.throwIfAborted()
        if (message?.say === 'ready') return message.code
        throw message?.say === 'failed'
          ? errorOf(message)
          : new Error(`The worker ended while it started (${await ended})`)
      } catch (error) {
        kill()
        await ended
        throw error
      } finally {
        signal?.removeEventListener('abort', kill)
      }
    },
    drain,
    async stop() {
      await drain()
      await ended
    },
    async replay(processes, most) {
      const heard = hear(child, ['replayed', 'not-replayed'], ended)
      say(child, { say: 'replay', processes, most })
      const message = await heard
      if (message?.say === 'replayed') return message.tasks
      throw new Error(message?.say === 'not-replayed' ? message.message : 'The worker ended meanwhile')
    },
  }
}

const isRunning = ({ pid, exitCode, signalCode }: ChildProcess) =>
  pid !== undefined && exitCode === null && signalCode === null

function say(child: ChildProcess, message: ToWorker): void {
  // One that has just ended hears nothing, and whoever waits for its answer is told of the end
  child.send(message, () => {})
}

/** The next message of one of these kinds; null: it ended, or the time is over. */
function hear<Kind extends FromWorker['say']>(
  child: ChildProcess,
  kinds: readonly Kind[],
  ended: Promise<unknown>,
  withinMs?: number,
): Promise<Extract<FromWorker, { say: Kind }> | null> {
  return new Promise((resolve) => {
    const late = withinMs === undefined ? undefined : setTimeout(() => done(null), withinMs)
    function done(message: Extract<FromWorker, { say: Kind }> | null): void {
      clearTimeout(late)
      child.off('message', onMessage)
      resolve(message)
    }
    function onMessage(message: FromWorker): void {
      if (kinds.includes(message.say as Kind)) done(message as Extract<FromWorker, { say: Kind }>)
    }
    child.on('message', onMessage)
    void ended.then(() => done(null))
  })
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
    child.once('error', (error) => resolve(error.message))
  })
}

function errorOf({ code, message, stack }: Extract<FromWorker, { say: 'failed' }>): Error {
  if (code !== null) return new StartnodeError(code, message)
  const error = new Error(message)
  if (stack !== null) error.stack = stack
  return error
}
