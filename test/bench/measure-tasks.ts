/**
 * What a task costs, on a dev server in memory, one with a file, and the PostgreSQL of docker-compose.yml: starts/s and
 * completions/s of a workflow that does nothing and of one process by hand and with nodes, and the CPU of a task by part. In
 * turns, so that a noisy minute hits all.
 */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, Connection } from '@temporalio/client'
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts'
import { type Child, plainEnv, startChild } from '../helpers/child-process.ts'
import { forEachAtOnce } from '../helpers/for-each-at-once.ts'
import { startOwnTemporal } from '../helpers/own-temporal.ts'
import { TYPESCRIPT } from '../helpers/typescript.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { createComposition } from '../production/compose/composition.ts'
import { makeTask } from '../workflows/make-task.ts'
import { median } from './median.ts'
import { readCpu } from './read-cpu.ts'

const ROUNDS = 3
/** Of each kind, in each round: not less than some dozens, since the kernel counts CPU by 10 ms. */
export const TASKS = 300
const AT_ONCE = 20
const WORKER = fileURLToPath(new URL('./targets/task-worker.ts', import.meta.url))

/** The workflows of targets/task-workflows.ts. */
export const KINDS = ['doesNothing', 'loanByHand', 'loanWithNodes'] as const
export type Kind = (typeof KINDS)[number]

/** Medians of the rounds. */
export interface TaskNumbers {
  readonly on: string
  readonly kind: Kind
  readonly startsPerSecond: number
  readonly completionsPerSecond: number
  /** ms of CPU a task, by part. */
  readonly cpuMs: Readonly<Record<string, number>>
}

/** A Temporal to be measured, and whose CPU counts. */
interface Server {
  readonly on: string
  readonly address: string
  readonly pids: Readonly<Record<string, number>>
  stop(): Promise<unknown>
}

interface Round {
  readonly starts: number
  readonly completions: number
  readonly cpuMs: Readonly<Record<string, number>>
}

export async function measureTasks(say: (text: string) => void, count = TASKS): Promise<TaskNumbers[]> {
  const servers: Server[] = []
  try {
    servers.push(await startDev('dev server, in memory', true), await startDev('dev server, a file', false))
    servers.push(await startPostgres(say))
    const runs = new Map<string, Round[]>()
    const benches = await Promise.all(servers.map((server) => openBench(server, count)))
    for (let round = 0; round <= ROUNDS; round += 1)
      for (const [at, bench] of benches.entries())
        for (const kind of KINDS) {
          const measured = await bench.run(kind)
          const name = `${servers[at]?.on}\0${kind}`
          // The first pays for compiling
          if (round > 0) runs.set(name, [...(runs.get(name) ?? []), measured])
          say(`${name.replace('\0', ', ')}: ${Math.round(measured.completions)}/s`)
        }
    for (const bench of benches) await bench.stop()
    return [...runs].map(([name, rounds]) => summarize(name, rounds))
  } finally {
    for (const server of servers) await server.stop()
  }
}

async function startDev(on: string, inMemory: boolean): Promise<Server> {
  const stateDir = await mkdtemp(join(tmpdir(), 'startnode-bench-'))
  const server = await startOwnTemporal(stateDir, { namespace: 'default', inMemory, flushes: true })
  return {
    on,
    address: server.address,
    pids: { Temporal: server.pid() },
    async stop() {
      await server.end()
      await rm(stateDir, { recursive: true, force: true })
    },
  }
}

async function startPostgres(onProgress: (text: string) => void): Promise<Server> {
  const composition = await createComposition({ onProgress })
  await composition.up('namespace')
  await composition.part('namespace').untilCompleted()
  const pidOf = (service: string) => composition.part(service).pid() ?? Number.NaN
  return {
    on: 'PostgreSQL',
    address: composition.temporalAddress,
    pids: { Temporal: pidOf('temporal'), database: pidOf('postgres') },
    stop: () => composition.stop(),
  }
}

/** A worker on the server, and rounds of tasks against it. */
async function openBench(
  { address, pids }: Server,
  count: number,
): Promise<{ run(kind: Kind): Promise<Round>; stop(): Promise<void> }> {
  const taskQueue = `bench-${randomUUID()}`
  const connection = await Connection.connect({ address })
  // A server reads which namespaces there are every few seconds
  const register = async () => (await registerSearchAttributes(connection, 'default')).missing.length === 0
  await waitFor('the namespace has its search attributes', register)
  const { workflow } = new Client({ connection })
  const worker: Child = startChild([...TYPESCRIPT, WORKER, address, 'default', taskQueue], {
    env: plainEnv(),
  })
  await waitFor(
    'the worker is ready',
    () => {
      if (!worker.isRunning()) throw new Error(worker.stderr())
      return worker.stdout().includes('ready')
    },
    120_000,
  )
  const parts = { worker: worker.pid, ...pids }
  const cpuOf = () => Object.fromEntries(Object.entries(parts).map(([part, pid]) => [part, readCpu(pid)]))
  const tasks = () => Array.from({ length: count }, () => makeTask('bench', { id: randomUUID() }))

  return {
    async run(kind) {
      const begun = performance.now()
      await forEachAtOnce(tasks(), AT_ONCE, async (task) => {
        await workflow.start(kind, { workflowId: `bench/${task.taskId}`, taskQueue: 'nobody', args: [task] })
      })
      const started = performance.now()
      const before = cpuOf()
      await forEachAtOnce(tasks(), AT_ONCE, async (task) => {
        const how = { workflowId: `bench/${task.taskId}`, taskQueue, args: [task] }
        const handle =
          kind === 'doesNothing'
            ? await workflow.start(kind, how)
            : await workflow.signalWithStart(kind, { ...how, signal: 'approve', signalArgs: [{ by: 'bob' }] })
        await handle.result()
      })
      const ended = performance.now()
      const after = cpuOf()
      const cpuMs = Object.entries(after).map(
        ([part, ms]) => [part, (ms - (before[part] ?? 0)) / count] as const,
      )
      return {
        starts: (count * 1_000) / (started - begun),
        completions: (count * 1_000) / (ended - started),
        cpuMs: Object.fromEntries(cpuMs),
      }
    },
    async stop() {
      await worker.end()
      await connection.close()
    },
  }
}

function summarize(name: string, rounds: readonly Round[]): TaskNumbers {
  const [on = '', kind] = name.split('\0') as [string, Kind]
  const parts = Object.keys(rounds[0]?.cpuMs ?? {})
  return {
    on,
    kind,
    startsPerSecond: median(rounds.map(({ starts }) => starts)),
    completionsPerSecond: median(rounds.map(({ completions }) => completions)),
    cpuMs: Object.fromEntries(
      parts.map((part) => [part, median(rounds.map(({ cpuMs }) => cpuMs[part] ?? 0))]),
    ),
  }
}

/** As a table of docs/performance.md. */
export function tellTasks(numbers: readonly TaskNumbers[]): string {
  const rows = numbers.map(({ on, kind, startsPerSecond, completionsPerSecond, cpuMs }) => {
    const { worker = 0, Temporal = 0, database } = cpuMs
    const cpu = [worker, Temporal, database].map((ms) => (ms === undefined ? '' : ms.toFixed(1)))
    const rates = [startsPerSecond, completionsPerSecond].map((rate) => rate.toFixed(0))
    return `| ${[on, kind, ...rates, ...cpu].join(' | ')} |`
  })
  const head = ['on', 'workflow', 'starts/s', 'completions/s', 'worker', 'Temporal', 'database']
  return `${[`| ${head.join(' | ')} |`, `|${' --- |'.repeat(head.length)}`, ...rows].join('\n')}\n`
}
