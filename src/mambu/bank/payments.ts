/** Money that leaves accounts: withdrawals, transfers and card payments, with the holds they settle. */

import { move, type StandInDeposit, type StandInDeposits } from './deposits.ts'
import { noHold, type StandInHold, type StandInHolds, wrongHold } from './holds.ts'
import { created, invalid, NO_CONTENT, refuse, type StandInAnswer } from './serve/answer.ts'
import { type Route, type RouteRequest, route } from './serve/route.ts'

/** Sends money to another account; gives a refusal, or null. */
export type PayInto = (type: unknown, id: unknown, amount: number) => StandInAnswer | null

interface CardPayment {
  readonly externalReferenceId: string
  readonly account: StandInDeposit
  left: number
}

export class StandInPayments {
  readonly cardPayments: CardPayment[] = []
  readonly #deposits: StandInDeposits
  readonly #holds: StandInHolds
  readonly #payInto: PayInto

  constructor(deposits: StandInDeposits, holds: StandInHolds, payInto: PayInto) {
    this.#deposits = deposits
    this.#holds = holds
    this.#payInto = payInto
  }

  readonly routes: readonly Route[] = [
    route('POST /deposits/{id}/withdrawal-transactions', ({ ids: [id], body }) =>
      this.#deposits.with(id, (deposit) => this.#withdraw(deposit, body)),
    ),
    route('POST /deposits/{id}/transfer-transactions', ({ ids: [id], body }) =>
      this.#deposits.with(id, (deposit) => this.#transfer(deposit, body)),
    ),
    route('POST /cards/{token}/financialtransactions', (request) =>
      this.#deposits.withCard(request.ids[0], (deposit) => this.#payByCard(deposit, request)),
    ),
    route('POST /cards/{token}/financialtransactions/{reference}:decrease', (request) =>
      this.#deposits.withCard(request.ids[0], (deposit) => this.#payBack(deposit, request)),
    ),
  ]

  #withdraw(deposit: StandInDeposit, body: Readonly<Record<string, unknown>>): StandInAnswer {
    const refused = this.#deposits.transactions.check(body)
    if (refused) return refused
    const reference = body.holdExternalReferenceId
    const hold = reference === undefined ? null : this.#holds.find(deposit, reference)
    if (hold === undefined) return noHold(reference)
    const fault = this.#takeWithHold(deposit, hold, body.amount as number, false)
    return fault ?? created(this.#record('WITHDRAWAL', deposit, body))
  }

  #transfer(deposit: StandInDeposit, body: Readonly<Record<string, unknown>>): StandInAnswer {
    const refused = this.#deposits.transactions.check(body)
    if (refused) return refused
    const amount = body.amount as number
    const to = body.transferDetails as Record<string, unknown> | undefined
    const id = to?.linkedAccountId ?? to?.linkedAccountKey
    if (id === undefined) return invalid('transferDetails')
    if (amount > deposit.balances.availableBalance)
      return refuse(400, 2218, 'AVAILABLE_BALANCE_BELOW_ZERO', 'amount')
    const fault = this.#payInto(to?.linkedAccountType, id, amount) ?? this.#deposits.take(deposit, amount)
    return fault ?? created(this.#record('TRANSFER', deposit, body))
  }

  #payByCard(deposit: StandInDeposit, { body }: RouteRequest): StandInAnswer {
    const { externalReferenceId, externalAuthorizationReferenceId, amount, advice } = body
    if (typeof externalReferenceId !== 'string') return invalid('externalReferenceId')
    if (typeof advice !== 'boolean') return invalid('advice')
    if (typeof body.transactionChannelId !== 'string') return invalid('transactionChannelId')
    if (typeof amount !== 'number' || !(amount > 0)) return invalid('amount')
    if (this.cardPayments.some((payment) => payment.externalReferenceId === externalReferenceId))
      return refuse(400, 2505, 'DUPLICATE_CARD_TRANSACTION_REFERENCE', 'externalReferenceId')
    const reference = externalAuthorizationReferenceId
    const hold = reference === undefined ? null : this.#holds.find(deposit, reference)
    if (hold === undefined) return noHold(reference)
    const fault = this.#takeWithHold(deposit, hold, amount, advice)
    if (fault) return fault
    this.cardPayments.push({ externalReferenceId, account: deposit, left: amount })
    const transaction = this.#record('WITHDRAWAL', deposit, { amount })
    return created({ ...body, linkedTransaction: { encodedKey: transaction.encodedKey } })
  }

  #payBack(deposit: StandInDeposit, { ids: [, reference], body }: RouteRequest): StandInAnswer {
    const payment = this.cardPayments.find((one) => one.externalReferenceId === reference)
    if (payment?.account !== deposit)
      return refuse(404, 2506, 'INVALID_CARD_TRANSACTION_REFERENCE', String(reference))
    const { amount } = body
    if (typeof amount !== 'number' || !(amount > 0) || amount > payment.left) return invalid('amount')
    payment.left -= amount
    move(deposit, { total: amount })
    this.#deposits.transactions.post('WITHDRAWAL_ADJUSTMENT', deposit, { amount })
    return NO_CONTENT
  }

  /** Settling frees the hold first, whatever amount is cleared; a refusal leaves both as they were. */
  #takeWithHold(
    deposit: StandInDeposit,
    hold: StandInHold | null,
    amount: number,
    advice: boolean,
  ): StandInAnswer | null {
    if (hold && hold.status !== 'PENDING') return wrongHold(hold)
    if (hold) this.#holds.end(deposit, hold, 'SETTLED')
    const fault = this.#deposits.take(deposit, amount, advice)
    if (fault && hold) {
      hold.status = 'PENDING'
      move(deposit, { held: hold.amount })
    }
    return fault
  }

  #record(type: string, deposit: StandInDeposit, body: Readonly<Record<string, unknown>>) {
    return this.#deposits.transactions.post(type, deposit, body, () => {
      if (type === 'TRANSFER') return invalid('reverse it on the other account')
      move(deposit, { total: body.amount as number })
      return null
    })
  }
}
