/** What the requests of one process came to in an hour or a day. Counts only, so they add up over hours and receivers. */
import { z } from 'zod'
import { addSparse, BUCKETS, type SparseTimes, toSparse } from './answer-buckets.ts'

const count = z.number().int().min(0)

export const periodCounts = z.object({
  accepted: count,
  refused: z.record(z.string(), count).describe('By code'),
  repeats: count.describe('Deliveries that had come before, which started nothing'),
  kept: count.describe(
    'Deliveries that went to quarantine: bad bodies, and others under a key that came before',
  ),
  keyless: count.describe('Deliveries without a delivery key'),
  keyed: count.describe('Deliveries with one'),
  times: z
    .array(z.tuple([count.max(BUCKETS - 1), count]))
    .describe('Answer times, `[bucket, requests]`; bucket n ends at 0.1 ms x 1.1^n'),
  lastAt: z.string().nullable().describe('The newest request'),
})

export interface PeriodCounts {
  readonly accepted: number
  readonly refused: Readonly<Record<string, number>>
  readonly repeats: number
  readonly kept: number
  readonly keyless: number
  readonly keyed: number
  readonly times: SparseTimes
  /** ISO 8601; null: none. */
  readonly lastAt: string | null
}

export const NO_COUNTS: PeriodCounts = {
  accepted: 0,
  refused: {},
  repeats: 0,
  kept: 0,
  keyless: 0,
  keyed: 0,
  times: [],
  lastAt: null,
}

/** @example addCounts([ofOneHour, ofTheNext]) */
export function addCounts(all: Iterable<PeriodCounts>): PeriodCounts {
  const sum = { ...NO_COUNTS, refused: {} as Record<string, number> }
  const times = new Array<number>(BUCKETS).fill(0)
  for (const one of all) {
    sum.accepted += one.accepted
    sum.repeats += one.repeats
    sum.kept += one.kept
    sum.keyless += one.keyless
    sum.keyed += one.keyed
    for (const [code, many] of Object.entries(one.refused))
      sum.refused[code] = (sum.refused[code] ?? 0) + many
    addSparse(times, one.times)
    if (one.lastAt !== null && (sum.lastAt === null || one.lastAt > sum.lastAt)) sum.lastAt = one.lastAt
  }
  return { ...sum, times: toSparse(times) }
}

export function refusedOf({ refused }: Pick<PeriodCounts, 'refused'>): number {
  return Object.values(refused).reduce((all, many) => all + many, 0)
}
