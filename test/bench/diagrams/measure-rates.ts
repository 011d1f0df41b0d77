/**
 * Tasks that all read one configuration task, and tasks that all add to the sums of one node: do they hold a rate, or is one
 * workflow for all of them too few? Beside them tasks that do neither, for what the machine itself holds.
 */
import { setTimeout } from 'node:timers/promises'
import type { WorkflowHandle } from '@temporalio/client'
import { sumNameOf } from '../../../src/process/diagram/diagram-names.ts'
import { DATA_QUERY } from '../../../src/process/diagram/diagram-task.ts'
import { SUM, type SumResult } from '../../../src/process/ids/shared-names.ts'
import { forEachAtOnce } from '../../helpers/for-each-at-once.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import type { BenchWorker, DiagramBench, TaskData } from './open-bench.ts'

/** What is wanted, tasks/s. */
export const WANTED = 100
/** What is open at the end of a rate that holds: the starts of so many seconds. */
const OPEN_SECONDS = 2
/** Of what it can at most: a rate is held with some room. */
const SHARE = 0.8
const LOOK_EVERY_MS = 5

export interface RateNumbers {
  /** Tasks/s from start to end, as many at once as keep the machine busy. */
  readonly atMost: number
  /** Tasks/s that were started for a while, whatever had ended. */
  readonly rate: number
  readonly started: number
  /** Of those, within that while. */
  readonly ended: number
  readonly holds: boolean
}

export type RateKind = 'nothing' | 'reads' | 'sums'

export interface Rates extends Readonly<Record<RateKind, RateNumbers>> {
  /** Asking the configuration task, and the sum, after it all, in ms. */
  readonly stateMs: number
  readonly sumMs: number
}

const TASKS: Readonly<Record<RateKind, { readonly process: string; readonly data: TaskData }>> = {
  nothing: { process: '7005-reads-nothing', data: {} },
  reads: { process: '7004-reads-limits', data: {} },
  sums: { process: '7006-adds-four', data: { amount: 3 } },
}
const CONFIGURED = { limit: 1_000, fee: 7, currency: 'EUR' }
const SUM_NODE = '5f0070060000000000000200'

/** @param size.mostSeconds as many as it can, `atOnce` of them; then `holdSeconds` at a rate that is to hold */
export async function measureRates(
  { client }: DiagramBench,
  worker: BenchWorker,
  size: { readonly mostSeconds: number; readonly holdSeconds: number; readonly atOnce: number },
  say: (text: string) => void,
): Promise<Rates> {
  const limits = await worker.start('7003-limits', CONFIGURED, 'limits')
  await waitFor('the configuration task answers', () => limits.query(DATA_QUERY))
  const numbers = {} as Record<RateKind, RateNumbers>
  let added = 0
  for (const kind of ['nothing', 'reads', 'sums'] as const) {
    const { most, done } = await runFull(worker, kind, size)
    const held = await hold(worker, kind, Math.min(WANTED, most * SHARE), size.holdSeconds)
    numbers[kind] = { atMost: most, ...held }
    if (kind === 'sums') added = done + held.started
    say(
      `rates, ${kind}: at most ${most.toFixed(1)}/s; of ${held.started} at ${held.rate.toFixed(1)}/s ${held.ended} ended`,
    )
  }
  const stateMs = await timeOf(() => limits.query(DATA_QUERY))
  let sum: SumResult | undefined
  const name = sumNameOf(TASKS.sums.process, SUM_NODE, '170000000002')
  const sumMs = await timeOf(async () => {
    sum = await client.workflow.getHandle(`${SUM.prefix}${name}`).query<SumResult>('total')
  })
  if (sum?.count !== added) throw new Error(`The sum has ${sum?.count} of ${added}`)
  await limits.terminate()
  return { ...numbers, stateMs, sumMs }
}

async function run(worker: BenchWorker, kind: RateKind): Promise<void> {
  const { process, data } = TASKS[kind]
  await assertDone(kind, await worker.start(process, data))
}

/** As many as it can. */
async function runFull(
  worker: BenchWorker,
  kind: RateKind,
  { mostSeconds, atOnce }: Parameters<typeof measureRates>[2],
): Promise<{ most: number; done: number }> {
  const begun = performance.now()
  const until = begun + mostSeconds * 1_000
  let done = 0
  function* tickets() {
    while (performance.now() < until) yield done
  }
  await forEachAtOnce(tickets(), atOnce, async () => {
    await run(worker, kind)
    done += 1
  })
  return { most: (done * 1_000) / (performance.now() - begun), done }
}

/** Starts at the rate, whatever has ended; then waits until all has. */
async function hold(
  worker: BenchWorker,
  kind: RateKind,
  rate: number,
  seconds: number,
): Promise<Omit<RateNumbers, 'atMost'>> {
  const total = Math.max(1, Math.round(rate * seconds))
  const begun = performance.now()
  const open: Promise<unknown>[] = []
  const failures: unknown[] = []
  let ended = 0
  while (open.length < total) {
    const due = Math.min(total, Math.ceil(((performance.now() - begun) / 1_000) * rate))
    while (open.length < due)
      open.push(
        run(worker, kind).then(
          () => {
            ended += 1
          },
          (error) => failures.push(error),
        ),
      )
    await setTimeout(LOOK_EVERY_MS)
  }
  await setTimeout(begun + seconds * 1_000 - performance.now())
  const within = ended
  await Promise.all(open)
  if (failures.length > 0) throw failures[0]
  return { rate, started: total, ended: within, holds: total - within <= rate * OPEN_SECONDS }
}

async function assertDone(kind: RateKind, task: WorkflowHandle): Promise<void> {
  const { outcome, data } = (await task.result()) as {
    outcome?: string
    data?: Readonly<Record<string, unknown>>
  }
  const hasRead = kind !== 'reads' || String(data?.limit) === String(CONFIGURED.limit)
  if (outcome !== 'success' || !hasRead)
    throw new Error(`A task of ${TASKS[kind].process} went wrong: ${JSON.stringify({ outcome, data })}`)
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}
