/** Answers of the stand-in, in Mambu's shapes. */

/** An answer of the bank: status, JSON (null: none) and headers beyond the usual ones. */
export interface StandInAnswer {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Mambu's error body. */
export function refuse(
  status: number,
  errorCode: number,
  errorReason: string,
  errorSource?: string,
): StandInAnswer {
  return { status, body: { errors: [{ errorCode, errorReason, ...(errorSource ? { errorSource } : {}) }] } }
}

export const invalid = (errorSource: string): StandInAnswer =>
  refuse(400, 4, 'INVALID_PARAMETERS', errorSource)

export const ok = (body: unknown): StandInAnswer => ({ status: 200, body })
export const created = (body: unknown): StandInAnswer => ({ status: 201, body })
export const NO_CONTENT: StandInAnswer = { status: 204, body: null }

/** Where cursors begin. */
const FIRST_CURSOR = '_'

/**
 * The entries that a page asks for, and the headers that say what is left (`paginationDetails=ON`). Asked with a cursor,
 * the next one comes along; it is empty after the last entry.
 *
 * @param cursors false: this list has none
 */
export function page(query: URLSearchParams, all: readonly unknown[], cursors = false): StandInAnswer {
  const limit = Number(query.get('limit') ?? 50)
  const cursor = query.get('cursor')
  const offset = cursor === FIRST_CURSOR ? 0 : Number(cursor ?? query.get('offset') ?? 0)
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) return invalid('limit')
  if (!Number.isInteger(offset) || offset < 0 || (cursor !== null && !cursors))
    return invalid(cursor === null ? 'offset' : 'cursor')
  const body = all.slice(offset, offset + limit)
  const next = offset + body.length
  const details = {
    'items-offset': String(offset),
    'items-limit': String(limit),
    'items-total': String(all.length),
  }
  return {
    status: 200,
    body,
    headers: {
      ...(query.get('paginationDetails') === 'ON' ? details : {}),
      ...(cursor === null ? {} : { 'items-next-cursor': next < all.length ? String(next) : '' }),
    },
  }
}
