/**
 * A small real HTTP server that pays as a bank's gateway does: it knows a payment by its reference, takes it once, and calls
 * back when told to. It knows nothing of Startnode.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface BankPayment {
  readonly reference: string
  status: string
  reason?: string
  /** Its body as sent. */
  readonly body: Readonly<Record<string, unknown>>
  /** Where the bank calls back. */
  readonly notify: string
  /** Idempotency-Keys that it was sent with, in order. */
  readonly keys: string[]
}

export interface BankStandIn {
  readonly url: string
  readonly token: string
  /** By reference. */
  readonly payments: ReadonlyMap<string, BankPayment>
  /** `POST /payments 201`, ... in order. */
  readonly requests: readonly string[]
  /** Can a payment be taken back? Default: yes. */
  recallable: boolean
  /**
   * The next `count` requests are answered with this status; 0 drops the connection after the work is done.
   *
   * @param only what method and path begin with, e.g. `POST /payments`. Default: all
   */
  failNext(count: number, status: number, only?: string): void
  /** It fails no more. */
  clearFailures(): void
  /** Decides a payment and calls back. Gives the status of the answer. */
  callBack(reference: string, event: string, more?: object): Promise<number>
  stop(): Promise<void>
}

const STATUS_AFTER: Readonly<Record<string, string>> = {
  TransactionSettled: 'SETTLED',
  TransactionRejected: 'REJECTED',
  OutboundHeldTransaction: 'HELD',
}

export async function startBankStandIn(): Promise<BankStandIn> {
  const token = 'bank-token-5b1c'
  const payments = new Map<string, BankPayment>()
  const requests: string[] = []
  const failures: { readonly status: number; readonly only: string }[] = []
  const bank = { recallable: true }

  function pay(
    key: string,
    body: Readonly<Record<string, unknown>>,
  ): { status: number; payment: BankPayment | null } {
    const { reference, notify, amount } = body
    if (typeof reference !== 'string' || typeof notify !== 'string' || typeof amount !== 'string')
      return { status: 422, payment: null }
    const known = payments.get(reference)
    known?.keys.push(key)
    if (known) return { status: 200, payment: known }
    const payment: BankPayment = { reference, notify, status: 'RECEIVED', body, keys: [key] }
    payments.set(reference, payment)
    return { status: 201, payment }
  }

  function recall(payment: BankPayment): number {
    if (payment.status !== 'SETTLED' && payment.status !== 'REJECTED') {
      if (!bank.recallable) return 409
      payment.status = 'CANCELLED'
    }
    return 200
  }

  async function answer(request: IncomingMessage): Promise<{ status: number; payment: BankPayment | null }> {
    if (request.headers.authorization !== `Bearer ${token}`) return { status: 401, payment: null }
    const [, , reference, action] = (request.url ?? '').split('/').map(decodeURIComponent)
    if (request.method === 'POST' && reference === undefined) {
      const key = request.headers['idempotency-key']
      if (typeof key !== 'string') return { status: 400, payment: null }
      return pay(key, await readJson(request))
    }
    const payment = payments.get(reference ?? '') ?? null
    if (payment === null) return { status: 404, payment }
    return { status: action === 'recall' ? recall(payment) : 200, payment }
  }

  const server = createServer(async (request, response) => {
    const at = failures.findIndex(({ only }) => `${request.method} ${request.url}`.startsWith(only))
    const failure = at < 0 ? undefined : failures.splice(at, 1)[0]?.status
    const { status, payment } = failure ? { status: failure, payment: null } : await answer(request)
    requests.push(`${request.method} ${request.url} ${status}`)
    if (failure === 0) return request.socket.destroy()
    const body = payment
      ? { status: payment.status, ...(payment.reason ? { reason: payment.reason } : {}), bank_internal: 'x' }
      : { error: 'refused' }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return Object.assign(bank, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    payments,
    requests,
    failNext(count: number, status: number, only = '') {
      for (let left = count; left > 0; left -= 1) failures.push({ status, only })
    },
    clearFailures: () => void failures.splice(0),
    async callBack(reference: string, event: string, more: object = {}) {
      const payment = payments.get(reference)
      if (!payment) throw new Error(`The bank has no payment ${reference}`)
      payment.status = STATUS_AFTER[event] ?? payment.status
      const answered = await fetch(payment.notify, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ event, reference, ...more }),
      })
      await answered.text()
      return answered.status
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  })
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}
