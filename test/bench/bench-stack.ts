/** Starts the targets of the bench: bare servers, and a receiver in its two situations. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Child, plainEnv, startChild } from '../helpers/child-process.ts'
import { type StackProcesses, type StackReceiver, startStackProcesses } from '../helpers/stack-processes.ts'
import { TYPESCRIPT } from '../helpers/typescript.ts'
import { waitFor } from '../helpers/wait-for.ts'

/**
 * As it runs by default, one log line per request included; but the inbox so large that none of its marks is met: the bench
 * measures acceptance, not refusal.
 */
export const ROOMY = {
  INBOX_MAP_BYTES: String(1024 * 1024 * 1024),
  INBOX_MAX_RECORDS: '5000000',
  INBOX_MAX_PER_PROCESS: '5000000',
}

export interface BenchTarget {
  readonly url: string
  readonly pid: () => number
  stop(): Promise<unknown>
}

/** A bare server of test/bench/targets. */
export async function startBareTarget(name: 'bare-http' | 'bare-express'): Promise<BenchTarget> {
  const script = fileURLToPath(new URL(`targets/${name}.ts`, import.meta.url))
  const child: Child = startChild([...TYPESCRIPT, script], {
    env: { ...plainEnv(), NODE_ENV: 'production' },
  })
  const url = await waitFor(`${name} listens`, () => child.stdout().trim() || null)
  return {
    url: `${url}/api/1/json/public/loan-approved/${'0'.repeat(40)}`,
    pid: () => child.pid,
    stop: () => child.end('SIGKILL'),
  }
}

export interface BenchReceiver extends BenchTarget {
  readonly stack: StackProcesses
  /** Begins with an empty inbox and the settings it has. */
  start(env?: Record<string, string>): Promise<void>
  /** Ends it, at once by default: what it holds does not matter any more. */
  end(signal?: NodeJS.Signals): Promise<void>
}

/** What makes a receiver seal each record of its inbox, as banks run it. */
const sealed = () => ({ ENCRYPTION_KEYS: randomBytes(32).toString('hex') })

/**
 * A receiver with a stack of its own: with Temporal and a worker at work, or with its Temporal stopped.
 *
 * @param records how the inbox (and Temporal) keeps them
 * @param args behind `startnode receiver`
 */
export async function startBenchReceiver(
  temporal: 'at work' | 'stopped',
  records: 'sealed' | 'open',
  args: readonly string[] = [],
): Promise<BenchReceiver> {
  const env = { ...ROOMY, ...(records === 'sealed' ? sealed() : {}) }
  const stack = await startStackProcesses({ temporal: 'own', inMemory: true, logToFiles: true, env })
  const worker = await stack.addWorker()
  const path = await stack.openDirectUrl('loan-approved')
  const receiver: StackReceiver = await stack.addReceiver({ HOST: '127.0.0.1' }, undefined, args)
  await waitFor('the settings are kept', () => existsSync(join(receiver.stateDir, 'settings.json')))
  await receiver.end('SIGKILL')
  if (temporal === 'stopped') {
    await worker.end()
    await stack.temporal.end()
  }
  return {
    url: receiver.url + path,
    pid: () => receiver.child().pid,
    stack,
    async start(env) {
      await rm(join(receiver.stateDir, 'inbox'), { recursive: true, force: true })
      await receiver.start(env)
    },
    end: async (signal = 'SIGKILL') => void (await receiver.end(signal)),
    stop: () => stack.stop(),
  }
}
