/** What requests came to over hours and days, of all receivers together. */
import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import { addSparse, BUCKETS, summarizeTimes } from '../../../requests/counts/answer-buckets.ts'
import {
  addCounts,
  type PeriodCounts,
  periodCounts,
  refusedOf,
} from '../../../requests/counts/period-counts.ts'
import { HOUR_MS } from '../../../requests/counts/process-tally.ts'
import { BREAKER } from '../../../requests/request-metrics.ts'
import { type Counted, KEPT_DAYS, KEPT_HOURS } from '../../../requests/store/kept-counts.ts'
import { WATCHED } from '../../../requests/store/watch-unusual.ts'
import type { AdminParts } from '../../admin-parts.ts'
import { peerState, tellPeers } from '../../peers/peer-state.ts'
import { defineEndpoint, type Endpoint } from '../../serve/endpoint.ts'

const TAG = 'Requests'
const percentile = z.number().nullable().describe('Milliseconds, right to 10 %; null: no request')

export const countsView = z.object({
  by: z.enum(['hour', 'day']),
  slowMs: z.number().describe('Mambu counts what is answered later as failed'),
  periods: z
    .array(
      z.object({
        from: z.string().describe('When it begins; hours and days are those of UTC'),
        accepted: z.number(),
        refused: z.number(),
        repeats: z.number().describe('Deliveries that had come before, which started nothing'),
        kept: z
          .number()
          .describe(
            'Deliveries that went to quarantine: bad bodies, and others under a key that came before; not those whose ref was in use, which Temporal decides',
          ),
        keyless: z.number().describe('Deliveries without a delivery key'),
        keyed: z.number().describe('Deliveries with one'),
        answerMs: z.object({ p50: percentile, p95: percentile, p99: percentile, count: z.number() }),
      }),
    )
    .describe('The oldest first; the last one runs'),
  refused: z.record(z.string(), z.number()).describe('By code, of all these periods'),
  receivers: z.array(peerState),
})

const query = z.strictObject({
  process: z.string().max(64).optional().describe('Default: all, and what named none'),
  by: z.enum(['hour', 'day']).default('hour'),
  last: z.coerce
    .number()
    .int()
    .min(1)
    .max(KEPT_DAYS)
    .default(24)
    .describe(`How many, at most ${KEPT_HOURS} hours or ${KEPT_DAYS} days`),
})
const peerCounts = z.object({
  periods: z.array(z.object({ number: z.number(), counts: periodCounts })),
})

export const unusualView = z.object({
  unusual: z.array(
    z.object({
      process: z.string(),
      what: z.enum(WATCHED).describe('repeats of what was accepted, or deliveries without a delivery key'),
      share: z.number().describe('Of the last one to two hours, 0 to 1'),
      count: z.number(),
      of: z.number(),
      ordinary: z.number().describe('The share of the week before'),
      since: z.string(),
    }),
  ),
})

export function countEndpoints(parts: AdminParts): Endpoint[] {
  const { history, peers, startNodes, unusual } = parts

  async function countHere({ process, by, last }: z.output<typeof query>): Promise<Counted[]> {
    const read = (of: string) =>
      by === 'hour' ? history.hours(of, Math.min(last, KEPT_HOURS)) : history.days(of, last)
    if (process !== undefined) return read(process)
    const sums: { number: number; counts: PeriodCounts }[] = []
    for (const of of history.processes()) {
      for (const [at, { number, counts }] of read(of).entries())
        sums[at] = { number, counts: addCounts([...(sums[at] ? [sums[at].counts] : []), counts]) }
      // Webhooks are answered in between.
      await setImmediate()
    }
    return sums.length > 0 ? sums : read('')
  }

  return [
    defineEndpoint({
      method: 'get',
      path: '/counts',
      role: 'viewer',
      tag: TAG,
      summary: 'What requests came to over hours or days',
      description:
        'Kept by each receiver on its own disk: hours for a week, days for a year; summed here over this one and those of ADMIN_PEERS. One that is away is in the sums as it said last (`asOf`). Tests are left out. A receiver that was killed (kill -9) may miss what came in its last second.',
      query,
      answer: countsView,
      async run({ query: wanted }) {
        const { process, by, last } = wanted
        const asked = new URLSearchParams({
          by,
          last: String(last),
          ...(process === undefined ? {} : { process }),
        })
        const [here, others] = await Promise.all([
          countHere(wanted),
          peers.ask(`/counts/here?${asked}`, peerCounts),
        ])
        const of = new Map<number, PeriodCounts[]>(here.map(({ number, counts }) => [number, [counts]]))
        for (const { answer } of others)
          for (const { number, counts } of answer?.periods ?? []) of.get(number)?.push(counts as PeriodCounts)
        const sums = [...of].map(([number, all]) => ({ number, counts: addCounts(all) }))
        const unitMs = wanted.by === 'hour' ? HOUR_MS : HOUR_MS * 24
        return {
          by: wanted.by,
          slowMs: BREAKER.slowMs,
          periods: sums.map(({ number, counts }) => viewPeriod(number * unitMs, counts)),
          refused: addCounts(sums.map(({ counts }) => counts)).refused,
          receivers: tellPeers(peers, others),
        }
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/counts/unusual',
      role: 'viewer',
      tag: TAG,
      summary: 'Repeats and deliveries without a key that are far beyond the ordinary',
      description:
        'Of each process at this receiver: the last one to two hours against the week before. Steady: it is reached at five times the ordinary share (and a tenth, and 5 deliveries) and left below half of that.',
      answer: unusualView,
      run: () => ({
        unusual: unusual([...startNodes.keys()]).map(({ last, since, ...one }) => ({
          ...one,
          ...last,
          since: new Date(since).toISOString(),
        })),
      }),
    }),
    defineEndpoint({
      method: 'get',
      path: '/counts/here',
      role: 'viewer',
      tag: TAG,
      summary: 'The same of this receiver alone, as the others ask it',
      query,
      answer: peerCounts.extend({ id: z.string() }),
      run: async ({ query: wanted }) => ({ id: peers.id, periods: await countHere(wanted) }),
    }),
  ]
}

function viewPeriod(from: number, counts: PeriodCounts) {
  const times = new Array<number>(BUCKETS).fill(0)
  addSparse(times, counts.times)
  const { accepted, repeats, kept, keyless, keyed } = counts
  return {
    from: new Date(from).toISOString(),
    ...{ accepted, refused: refusedOf(counts), repeats, kept, keyless, keyed },
    answerMs: summarizeTimes(times),
  }
}
