/** A system of a bank that is not Mambu, for tests of processes: keeps what it was asked. */
import { type OutsideAnswer, type OutsideRequest, startOutsideServer } from './outside-server.ts'

export interface OutsideSystem {
  readonly url: string
  /** One per Idempotency-Key, since a repeat is no second order; the answered ones only. */
  readonly requests: readonly OutsideRequest[]
  stop(): Promise<void>
}

/**
 * Starts it on 127.0.0.1. A repeat of an Idempotency-Key gets the first answer, unless that was a 5xx.
 *
 * @param token what `Authorization: Bearer` must carry
 * @example const bank = await startOutsideSystem('secret', ({ body }) => ({ status: 202, body: { id: body?.reference } }))
 */
export async function startOutsideSystem(
  token: string,
  answer: (request: OutsideRequest) => OutsideAnswer,
): Promise<OutsideSystem> {
  const requests: OutsideRequest[] = []
  const known = new Map<string, OutsideAnswer>()

  const { url, stop } = await startOutsideServer(token, (request) => {
    const key = request.headers['idempotency-key']
    const before = typeof key === 'string' ? known.get(key) : undefined
    if (before) return before
    const answered = answer(request)
    if (answered.status >= 500) return answered
    requests.push(request)
    if (typeof key === 'string') known.set(key, answered)
    return answered
  })
  return { url, requests, stop }
}
