/** Pages of Mambu: what is asked for, and what the answer headers say of the rest. */

/** Where to read. Mambu's default limit is 50, its highest 1,000. */
export interface MambuPageAt {
  /** Default 0. */
  readonly offset?: number | undefined
  /** Entries of one page. Default 100, at most 1,000. */
  readonly limit?: number | undefined
  /**
   * In place of `offset`: `_` to begin with, then `nextCursor` of the page before. Faster over many entries, and none is
   * missed when others come in between. For searches of journal entries, loans, deposits and their transactions only;
   * in the order of the cursor.
   */
  readonly cursor?: string | undefined
}

export interface MambuPage<T> {
  readonly items: readonly T[]
  /** Of the whole search; null where Mambu does not say. */
  readonly total: number | null
  /** Where the next page begins; null: this was the last. */
  readonly nextOffset: number | null
  /** Null after the last page, and for a page that was not asked for by cursor. */
  readonly nextCursor: string | null
}

export const MAX_PAGE_LIMIT = 1_000
const DEFAULT_LIMIT = 100

/** The query of a page, `paginationDetails=ON` included; begins with `?`. */
export function pageQuery(at: MambuPageAt, more: Readonly<Record<string, string>> = {}): string {
  const limit = Math.min(Math.max(1, at.limit ?? DEFAULT_LIMIT), MAX_PAGE_LIMIT)
  const query = new URLSearchParams({
    ...(at.cursor === undefined ? { offset: String(at.offset ?? 0) } : { cursor: at.cursor }),
    limit: String(limit),
    paginationDetails: 'ON',
    ...more,
  })
  return `?${query}`
}

/** What the headers `Items-Total`, `Items-Offset` and `Items-Next-Cursor` say after a page of `count` entries. */
export function readPageHeaders(
  headers: Headers,
  at: MambuPageAt,
  count: number,
): Omit<MambuPage<never>, 'items'> {
  const total = numberOf(headers.get('items-total'))
  const cursor = headers.get('items-next-cursor')
  const limit = Math.min(Math.max(1, at.limit ?? DEFAULT_LIMIT), MAX_PAGE_LIMIT)
  const next = (numberOf(headers.get('items-offset')) ?? at.offset ?? 0) + count
  // Without a total a short page is the last one; an empty page always is.
  const more = count > 0 && (total === null ? count >= limit : next < total)
  return {
    total,
    nextOffset: more && at.cursor === undefined ? next : null,
    nextCursor: count > 0 && cursor !== null && cursor !== '' ? cursor : null,
  }
}

function numberOf(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null
}
