/** Acceptance: the same load on all targets in turn, three to five rounds. */
import { waitFor } from '../helpers/wait-for.ts'
import { type BenchReceiver, startBareTarget, startBenchReceiver } from './bench-stack.ts'
import { measureRefusals } from './measure-refusals.ts'
import { type LoadResult, runLoad } from './run-load.ts'

const ROUNDS = 5
/** On a slow machine fewer rounds, but at least three: the whole bench is to end within 5 minutes. */
const LEAST_ROUNDS = 3
const BUDGET_MS = 160_000
const SECONDS = 4
/** 50 connections times this many different bodies. After that refs come back, as those of a loan do with its events. */
const BODIES_EACH = 400

export interface ReceiverNumbers {
  readonly http: LoadResult[]
  readonly express: LoadResult[]
  /** The receiver while Temporal is stopped. */
  readonly stopped: LoadResult[]
  /** The receiver with Temporal, worker and forwarder at work on the same cores. */
  readonly working: LoadResult[]
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
    const stopped = await startBenchReceiver('stopped')
    stops.push(stopped.stop)
    const working = await startBenchReceiver('at work')
    stops.push(working.stop)

    const numbers = {
      http: [] as LoadResult[],
      express: [] as LoadResult[],
      stopped: [] as LoadResult[],
      working: [] as LoadResult[],
      completed: [] as number[],
    }
    const countCompleted = async () =>
      (await working.stack.client.count(`ExecutionStatus = 'Completed'`)).count
    const end = performance.now() + BUDGET_MS
    for (let round = 1; round <= ROUNDS; round += 1) {
      if (round > LEAST_ROUNDS && performance.now() > end) break
      for (const [name, target] of [
        ['http', http],
        ['express', express],
        ['stopped', stopped],
        ['working', working],
      ] as const) {
        if ('start' in target) await target.start()
        const load = { url: target.url, bodiesEach: BODIES_EACH }
        await runLoad({ ...load, name: `W${round}`, bodiesEach: 40, seconds: 1 })
        const before = target === working ? await countCompleted() : 0
        const result = await runLoad({ ...load, name: `R${round}`, seconds: SECONDS })
        if (target === working) numbers.completed.push((await countCompleted()) - before)
        if ('end' in target) await target.end()
        if (result.refused + result.failed > 0)
          throw new Error(`${name}: ${result.refused} refused, ${result.failed} failed: nothing was measured`)
        numbers[name].push(result)
        say(
          `round ${round} ${name}: ${Math.round(result.perSecond)}/s, p50 ${result.p50}, p99 ${result.p99} ms`,
        )
      }
    }
    say('refusals')
    return { ...numbers, refusals: await refusalsOf(working) }
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
