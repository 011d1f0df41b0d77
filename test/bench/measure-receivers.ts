/** Acceptance: the same load on all targets in turn, three to five rounds. */
import { waitFor } from '../helpers/wait-for.ts'
import { type BenchReceiver, type BenchTarget, startBareTarget, startBenchReceiver } from './bench-stack.ts'
import { measureRefusals } from './measure-refusals.ts'
import { readCpu } from './read-cpu.ts'
import { type LoadResult, runLoad } from './run-load.ts'

const ROUNDS = 5
/** On a slow machine fewer rounds, but at least three: the whole bench is to end within 5 minutes. */
const LEAST_ROUNDS = 3
const BUDGET_MS = 180_000
/** Measured in each round, on every target the same. */
const REQUESTS = 30_000
/**
 * Before it, for each process: a receiver begins anew with each round, since its inbox is to be empty, and what V8 compiles
 * meanwhile costs a fifth. The bare servers have it compiled from the first round on.
 */
const WARM_UP = 40_000
const CONNECTIONS = 50
/** 50 connections times this many different bodies. After that refs come back, as those of a loan do with its events. */
const BODIES_EACH = 400

export interface Measured extends LoadResult {
  /** User and system time of the target's own process and its children, in microseconds. */
  readonly cpuPerRequest: number
}

export interface ReceiverNumbers {
  readonly http: Measured[]
  readonly express: Measured[]
  /** The receiver while Temporal is stopped; its inbox is sealed. */
  readonly stopped: Measured[]
  /** The same without encryption. */
  readonly open: Measured[]
  /** Two receiver processes on one port, sealed, Temporal stopped, each with as many connections as the single one. */
  readonly two: Measured[]
  /** The receiver with Temporal, worker and forwarder at work on the same cores, all encrypted. */
  readonly working: Measured[]
  /** Tasks completed in each round of `working`. */
  readonly completed: number[]
  /** Kind of refusal -> median time in microseconds. */
  readonly refusals: Readonly<Record<string, number>>
}

export async function measureReceivers(say: (text: string) => void): Promise<ReceiverNumbers> {
  const stops: (() => Promise<unknown>)[] = []
  try {
    say('starting the targets')
    const http = await startBareTarget('bare-http')
    stops.push(http.stop)
    const express = await startBareTarget('bare-express')
    stops.push(express.stop)
    const stopped = await startBenchReceiver('stopped', 'sealed')
    stops.push(stopped.stop)
    const open = await startBenchReceiver('stopped', 'open')
    stops.push(open.stop)
    const two = await startBenchReceiver('stopped', 'sealed', ['--processes', '2'])
    stops.push(two.stop)
    const working = await startBenchReceiver('at work', 'sealed')
    stops.push(working.stop)

    const targets: Readonly<Record<keyof typeof numbers, BenchTarget | BenchReceiver>> = {
      http,
      express,
      stopped,
      open,
      two,
      working,
    }
    const numbers = {
      http: [] as Measured[],
      express: [] as Measured[],
      stopped: [] as Measured[],
      open: [] as Measured[],
      two: [] as Measured[],
      working: [] as Measured[],
    }
    const completed: number[] = []
    const countCompleted = async () =>
      (await working.stack.client.count(`ExecutionStatus = 'Completed'`)).count
    const end = performance.now() + BUDGET_MS
    for (let round = 1; round <= ROUNDS; round += 1) {
      if (round > LEAST_ROUNDS && performance.now() > end) break
      for (const name of Object.keys(numbers) as (keyof typeof numbers)[]) {
        const target = targets[name]
        if ('start' in target) await target.start()
        const load = {
          url: target.url,
          ...(target === two
            ? { bodiesEach: BODIES_EACH / 2, connections: 2 * CONNECTIONS }
            : { bodiesEach: BODIES_EACH, connections: CONNECTIONS }),
        }
        await runLoad({ ...load, name: `W${round}`, amount: target === two ? 2 * WARM_UP : WARM_UP })
        const before = target === working ? await countCompleted() : 0
        const cpuBefore = readCpu(target.pid())
        const result = await runLoad({ ...load, name: `R${round}`, amount: REQUESTS })
        const cpuPerRequest = ((readCpu(target.pid()) - cpuBefore) * 1_000) / REQUESTS
        if (target === working) completed.push((await countCompleted()) - before)
        if ('end' in target) await target.end()
        if (result.refused > 0) throw new Error(`${name}: ${result.refused} refused: nothing was measured`)
        numbers[name].push({ ...result, cpuPerRequest })
        say(
          `round ${round} ${name}: ${Math.round(result.perSecond)}/s, ${cpuPerRequest.toFixed(1)} us of CPU, p99 ${result.p99} ms`,
        )
      }
    }
    say('refusals')
    return { ...numbers, completed, refusals: await refusalsOf(working) }
  } finally {
    for (const stop of stops.reverse()) await stop()
  }
}

async function refusalsOf({ url, stack, start }: BenchReceiver): Promise<Record<string, number>> {
  await start()
  const end = await stack.run(['disable', 'loan-approved'])
  if (end.code !== 0) throw new Error(`The direct URL could not be switched off: ${end.stderr}`)
  await waitFor('the direct URL is off', async () => (await fetch(url, { method: 'POST' })).status === 403)
  const wrong = 'f'.repeat(40)
  return measureRefusals({
    'switched off': url,
    'wrong signature': url.replace(/[0-9a-f]{40}$/, wrong),
    'unknown process': url.replace(/public\/[^/]+\/[0-9a-f]+$/, `public/no-such-process/${wrong}`),
  })
}
