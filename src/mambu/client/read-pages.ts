/**
 * Reads a list of Mambu page by page inside one activity. After each page it heartbeats where it stands, so a retry of
 * the activity goes on there; what was made of the pages before must travel along (`carry`).
 */
import { Context } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import type { MambuPage, MambuPageAt } from './mambu-page.ts'

/** Bounds what one activity reads: 10,000 pages of 100 are a million entries. */
const MAX_PAGES = 10_000

/** What a heartbeat holds. */
interface Progress<S> {
  readonly at: Pick<MambuPageAt, 'offset' | 'cursor'>
  readonly pages: number
  readonly carry: S
}

export interface PageReading<T, S> {
  /** Reads one page. */
  readonly read: (at: MambuPageAt) => Promise<MambuPage<T>>
  /** Where to begin. Default: offset 0. `{ cursor: '_' }` where Mambu has cursors. */
  readonly from?: Pick<MambuPageAt, 'offset' | 'cursor'> | undefined
  /** Entries of a page. Default: that of `MambuPageAt`. */
  readonly limit?: number | undefined
  /** Default 10,000. */
  readonly maxPages?: number | undefined
  /** What has been made of the pages so far: plain JSON, small. */
  readonly carry: () => S
  /** Called before the first page when an attempt before got somewhere. */
  readonly resume: (carried: S) => void
}

/**
 * The pages from the beginning, or from where the attempt before stopped. A page counts as done when the next one is
 * asked for.
 *
 * @throws ApplicationFailure `MambuTooManyPages` (not retried) after `maxPages`
 * @example
 * ```ts
 * let count = 0
 * const pages = readPages({ read, carry: () => count, resume: (was) => { count = was } })
 * for await (const items of pages) count += items.length
 * ```
 */
export async function* readPages<T, S>(reading: PageReading<T, S>): AsyncGenerator<readonly T[], void> {
  const { read, from = {}, limit, maxPages = MAX_PAGES, carry, resume } = reading
  const context = Context.current()
  const before = context.info.heartbeatDetails as Progress<S> | undefined
  if (before) resume(before.carry)
  let at = before?.at ?? from
  let pages = before?.pages ?? 0
  while (true) {
    if (pages >= maxPages)
      throw ApplicationFailure.nonRetryable(
        `Mambu has more than ${maxPages} pages: narrow the search`,
        'MambuTooManyPages',
      )
    const { items, nextCursor, nextOffset } = await read({ ...at, ...(limit === undefined ? {} : { limit }) })
    yield items
    if (nextCursor !== null) at = { cursor: nextCursor }
    else if (nextOffset !== null) at = { offset: nextOffset }
    else return
    pages += 1
    context.heartbeat({ at, pages, carry: carry() } satisfies Progress<S>)
  }
}
