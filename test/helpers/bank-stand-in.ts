/**
 * Pays as a bank's gateway does: it knows a payment by its reference, takes it once, and calls back when told to. It knows
 * nothing of Startnode.
 */
import { callBack, type OutsideAnswer, type OutsideServer, startOutsideServer } from './outside-server.ts'

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

export interface BankStandIn extends OutsideServer {
  /** By reference. */
  readonly payments: ReadonlyMap<string, BankPayment>
  /** `POST /payments 201`, ... in order. */
  readonly requests: readonly string[]
  /** Can a payment be taken back? Default: yes. */
  recallable: boolean
  /** Decides a payment and calls back. Gives the status of the answer. */
  callBack(reference: string, event: string, more?: object): Promise<number>
}

const STATUS_AFTER: Readonly<Record<string, string>> = {
  TransactionSettled: 'SETTLED',
  TransactionRejected: 'REJECTED',
  OutboundHeldTransaction: 'HELD',
}

const REFUSED = { error: 'refused' }

export async function startBankStandIn(): Promise<BankStandIn> {
  const payments = new Map<string, BankPayment>()
  const requests: string[] = []
  const bank = { recallable: true }

  function pay(key: string, body: Readonly<Record<string, unknown>>): OutsideAnswer {
    const { reference, notify, amount } = body
    if (typeof reference !== 'string' || typeof notify !== 'string' || typeof amount !== 'string')
      return { status: 422, body: REFUSED }
    const known = payments.get(reference)
    known?.keys.push(key)
    if (known) return told(200, known)
    const payment: BankPayment = { reference, notify, status: 'RECEIVED', body, keys: [key] }
    payments.set(reference, payment)
    return told(201, payment)
  }

  function recall(payment: BankPayment): number {
    if (payment.status !== 'SETTLED' && payment.status !== 'REJECTED') {
      if (!bank.recallable) return 409
      payment.status = 'CANCELLED'
    }
    return 200
  }

  const server = await startOutsideServer(
    'bank-token-5b1c',
    ({ method, path, headers, body }) => {
      const [, , reference, action] = path.split('/').map(decodeURIComponent)
      if (method === 'POST' && reference === undefined) {
        const key = headers['idempotency-key']
        return typeof key === 'string' ? pay(key, body ?? {}) : { status: 400, body: REFUSED }
      }
      const payment = payments.get(reference ?? '')
      if (payment === undefined) return { status: 404, body: REFUSED }
      return told(action === 'recall' ? recall(payment) : 200, payment)
    },
    ({ method, path }, status) => requests.push(`${method} ${path} ${status}`),
  )
  return Object.assign(bank, server, {
    payments,
    requests,
    async callBack(reference: string, event: string, more: object = {}) {
      const payment = payments.get(reference)
      if (!payment) throw new Error(`The bank has no payment ${reference}`)
      payment.status = STATUS_AFTER[event] ?? payment.status
      return callBack(payment.notify, { event, reference, ...more })
    },
  })
}

/** More than the process needs: the rest may not get into a history. */
function told(status: number, { status: state, reason }: BankPayment): OutsideAnswer {
  return { status, body: { status: state, ...(reason ? { reason } : {}), bank_internal: 'x' } }
}
