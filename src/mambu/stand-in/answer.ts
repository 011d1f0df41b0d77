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

/** The entries that a page asks for, and the headers that say what is left (`paginationDetails=ON`). */
export function page(query: URLSearchParams, all: readonly unknown[], withCursor = false): StandInAnswer {
  const limit = Number(query.get('limit') ?? 50)
  const cursor = query.get('cursor')
  const offset = Number(cursor ?? query.get('offset') ?? 0)
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) return invalid('limit')
  if (!Number.isInteger(offset) || offset < 0) return invalid(cursor === null ? 'offset' : 'cursor')
  const body = all.slice(offset, offset + limit)
  if (query.get('paginationDetails') !== 'ON') return ok(body)
  const next = offset + body.length
  return {
    status: 200,
    body,
    headers: {
      'items-offset': String(offset),
      'items-limit': String(limit),
      'items-total': String(all.length),
      ...(withCursor && next < all.length ? { 'items-next-cursor': String(next) } : {}),
    },
  }
}
