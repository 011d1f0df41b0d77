/** Keeps the rows of the log in chunks, each in the place of the one that is now too old: so the store never grows beyond them. */
import { z } from 'zod'
import { ERRORS, type ErrorCode } from '../../errors/error-table.ts'
import { LOGS, type LogName, type NumberedRow, type Requests } from '../requests.ts'
import type { RequestStore } from './open-request-store.ts'

/** Rows of a chunk; the last one is written anew with each row that comes. */
export const CHUNK = 128

const row = z.object({
  time: z.string(),
  process: z.string().nullable(),
  addressed: z.string().nullable(),
  code: z.custom<'accepted' | ErrorCode>((code) => code === 'accepted' || Object.hasOwn(ERRORS, `${code}`)),
  status: z.number(),
  reason: z.string().nullable(),
  bytes: z.number(),
  durationMs: z.number(),
  taskId: z.string().nullable(),
  keptAs: z.string().exactOptional(),
  repeat: z.literal(true).exactOptional(),
  source: z.string().nullable(),
  test: z.literal(true).exactOptional(),
})
const chunk = z.object({ from: z.number(), rows: z.array(z.unknown()) })
const numbered = z.object({ number: z.number(), seq: z.number(), row })

/** Places of a log: one more than it fills, since the oldest and the newest chunk are seldom whole. */
const placesOf = (requests: Requests, log: LogName) => Math.ceil(requests.keeps(log) / CHUNK) + 1

/** Gives the log what was kept of it; rows of another version that are not understood are left out. */
export function restoreRows({ rows, atRest }: RequestStore, requests: Requests): void {
  for (const log of LOGS) {
    const found: NumberedRow[] = []
    for (const { value } of rows.getRange({ start: [log, 0], end: [log, placesOf(requests, log)] })) {
      const kept = chunk.safeParse(JSON.parse(atRest.open(value).toString()))
      for (const one of kept.data?.rows ?? []) {
        const parsed = numbered.safeParse(one)
        if (parsed.success) found.push(parsed.data)
      }
    }
    found.sort((a, b) => a.number - b.number)
    requests.restore(log, found.slice(-requests.keeps(log)))
  }
}

/** Writes the chunks of rows that came or changed, one at each step; what it yields resolves when that is on disk. */
export function* writeRows(
  { rows, atRest }: RequestStore,
  requests: Requests,
  log: LogName,
  chunks: Iterable<number>,
): Generator<Promise<boolean>> {
  const places = placesOf(requests, log)
  for (const at of chunks) {
    const value = { from: at * CHUNK, rows: requests.rows(log, at * CHUNK, CHUNK) }
    if (value.rows.length === 0) continue
    yield rows.put([log, at % places], atRest.seal(Buffer.from(JSON.stringify(value))))
  }
}
