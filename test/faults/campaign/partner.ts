/** The outside world of a campaign: where money moves. Keeps every order it took, and confirms each by a callback. */
import { callBack, type OutsideServer, startOutsideServer } from '../../helpers/outside-server.ts'
import { waitFor } from '../../helpers/wait-for.ts'

const GIVES_UP_AFTER_MS = 300_000

export interface Order {
  readonly taskId: string
  readonly n: number
  readonly notify: string
}

export interface Partner extends Pick<OutsideServer, 'url' | 'failNext' | 'stop'> {
  /** One for each Idempotency-Key: a repeat moves no money. */
  readonly orders: ReadonlyMap<string, Order>
  /** Resolves when every order is confirmed. @throws Error when a callback was not taken within 5 min */
  untilConfirmed(): Promise<void>
}

/** What the process shows it. */
export const PARTNER_TOKEN = 'campaign'

/** @example const partner = await startPartner() */
export async function startPartner(): Promise<Partner> {
  const orders = new Map<string, Order>()
  const told = new Set<string>()
  const confirmations: Promise<unknown>[] = []

  /** As a partner does it: again and again, until it is taken; 409 and 410 say that an earlier try was. */
  const confirm = ({ notify, n }: Order) =>
    waitFor(
      `the callback of ${n} is taken`,
      async () => {
        const status = await callBack(notify, { n })
        if (status < 300 || status === 409 || status === 410) return true
        throw new Error(`The callback was answered ${status}`)
      },
      GIVES_UP_AFTER_MS,
    )

  const server = await startOutsideServer(PARTNER_TOKEN, ({ headers, body }) => {
    const key = headers['idempotency-key']
    if (typeof key !== 'string') return { status: 400, body: { error: 'no Idempotency-Key' } }
    const asked = body as unknown as Order
    const order = orders.get(key) ?? asked
    // A task that began anew asks again, and waits at another URL: told what was ordered, not what it asks for
    if (!told.has(asked.notify)) {
      orders.set(key, order)
      told.add(asked.notify)
      const confirmation = confirm({ ...order, notify: asked.notify })
      // Told by untilConfirmed
      confirmation.catch(() => {})
      confirmations.push(confirmation)
    }
    return { status: 202, body: { taken: true } }
  })
  return {
    orders,
    url: server.url,
    failNext: server.failNext,
    stop: server.stop,
    async untilConfirmed() {
      for (const confirmation of confirmations) await confirmation
    },
  }
}
