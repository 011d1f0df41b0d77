/** Money set aside: holds of accounts and cards, what settles them, and blocks. */

import { move, type StandInDeposit, type StandInDeposits, wrongState } from './deposits.ts'
import { created, invalid, NO_CONTENT, ok, page, refuse, type StandInAnswer } from './serve/answer.ts'
import { type Route, type RouteRequest, route } from './serve/route.ts'
import { drawKey, now } from './serve/table.ts'

export interface StandInHold {
  readonly encodedKey: string
  readonly externalReferenceId: string
  readonly accountKey: string
  readonly cardToken: string | null
  amount: number
  readonly currencyCode: unknown
  /** `PENDING`, `SETTLED`, `REVERSED`. */
  status: string
  readonly creationDate: string
}

interface StandInBlock {
  readonly externalReferenceId: string
  readonly accountKey: string
  readonly amount: number
  state: string
}

/** Finds the account that a path is about. */
type With = (id: string | undefined, answer: (deposit: StandInDeposit) => StandInAnswer) => StandInAnswer

export class StandInHolds {
  readonly holds: StandInHold[] = []
  readonly blocks: StandInBlock[] = []
  readonly routes: readonly Route[]

  constructor(deposits: StandInDeposits) {
    const withDeposit: With = (id, answer) => deposits.with(id, answer)
    const withCard: With = (token, answer) => deposits.withCard(token, answer)
    this.routes = [
      ...this.#holdRoutes('/deposits', withDeposit, () => null),
      ...this.#holdRoutes('/cards', withCard, (token) => token),
      route('POST /deposits/{id}/blocks', (request) =>
        withDeposit(request.ids[0], (deposit) => this.#block(deposit, request)),
      ),
      route('GET /deposits/{id}/blocks', ({ ids: [id], query }) =>
        withDeposit(id, (deposit) =>
          page(
            query,
            this.blocks.filter(({ accountKey }) => accountKey === deposit.encodedKey),
          ),
        ),
      ),
      route('DELETE /deposits/{id}/blocks/{reference}', ({ ids: [id, reference] }) =>
        withDeposit(id, (deposit) => {
          const block = this.blocks.find(
            (one) => one.externalReferenceId === reference && one.accountKey === deposit.encodedKey,
          )
          if (block?.state !== 'PENDING') return refuse(404, 2510, 'INVALID_BLOCK_FUND_ID', String(reference))
          block.state = 'REMOVED'
          move(deposit, { blocked: -block.amount })
          return NO_CONTENT
        }),
      ),
    ]
  }

  #holdRoutes(base: string, withAccount: With, tokenOf: (id: string) => string | null): Route[] {
    const path = `${base}/{id}/authorizationholds`
    const change = (sign: 1 | -1) => (request: RouteRequest) =>
      withAccount(request.ids[0], (deposit) => this.#change(deposit, request, sign))
    return [
      route(`POST ${path}`, (request) =>
        withAccount(request.ids[0], (deposit) =>
          this.#hold(deposit, request.body, tokenOf(request.ids[0] as string)),
        ),
      ),
      route(`GET ${path}`, ({ ids: [id], query }) =>
        withAccount(id, (deposit) =>
          page(
            query,
            this.holds.filter(({ accountKey }) => accountKey === deposit.encodedKey),
          ),
        ),
      ),
      route(`GET ${path}/{reference}`, ({ ids: [id, reference] }) =>
        withAccount(id, (deposit) => {
          const hold = this.find(deposit, reference)
          return hold ? ok(hold) : noHold(reference)
        }),
      ),
      route(`DELETE ${path}/{reference}`, ({ ids: [id, reference] }) =>
        withAccount(id, (deposit) => {
          const hold = this.find(deposit, reference)
          if (!hold) return noHold(reference)
          return hold.status === 'PENDING' ? this.end(deposit, hold, 'REVERSED') : wrongHold(hold)
        }),
      ),
      route(`POST ${path}/{reference}:increase`, change(1)),
      route(`POST ${path}/{reference}:decrease`, change(-1)),
    ]
  }

  find(deposit: StandInDeposit, reference: unknown): StandInHold | undefined {
    return this.holds.find(
      (hold) => hold.externalReferenceId === reference && hold.accountKey === deposit.encodedKey,
    )
  }

  /** Gives the money of a hold free. */
  end(deposit: StandInDeposit, hold: StandInHold, status: string): StandInAnswer {
    hold.status = status
    move(deposit, { held: -hold.amount })
    return NO_CONTENT
  }

  #hold(
    deposit: StandInDeposit,
    body: Readonly<Record<string, unknown>>,
    cardToken: string | null,
  ): StandInAnswer {
    const { externalReferenceId, amount, currencyCode, advice } = body
    if (typeof externalReferenceId !== 'string') return invalid('externalReferenceId')
    if (typeof amount !== 'number' || !(amount > 0)) return invalid('amount')
    if (deposit.accountState !== 'ACTIVE') return wrongState(deposit)
    if (this.find(deposit, externalReferenceId))
      return refuse(400, 2503, 'DUPLICATE_AUTHORIZATION_HOLD_REFERENCE', 'externalReferenceId')
    if (advice !== true && amount > deposit.balances.availableBalance)
      return refuse(400, 2218, 'AVAILABLE_BALANCE_BELOW_ZERO', 'amount')
    const hold: StandInHold = {
      encodedKey: drawKey(),
      externalReferenceId,
      accountKey: deposit.encodedKey,
      cardToken,
      amount,
      currencyCode,
      status: 'PENDING',
      creationDate: now(),
    }
    this.holds.push(hold)
    move(deposit, { held: amount })
    return created({ ...hold })
  }

  /** A decrease by all of it reverses the hold, as Mambu's reference says. */
  #change(deposit: StandInDeposit, { ids: [, reference], body }: RouteRequest, sign: 1 | -1): StandInAnswer {
    const hold = this.find(deposit, reference)
    if (!hold) return noHold(reference)
    if (hold.status !== 'PENDING') return wrongHold(hold)
    const { amount, advice } = body
    if (typeof amount !== 'number' || !(amount > 0)) return invalid('amount')
    if (sign < 0 && amount >= hold.amount) return this.end(deposit, hold, 'REVERSED')
    if (sign > 0 && advice !== true && amount > deposit.balances.availableBalance)
      return refuse(400, 2218, 'AVAILABLE_BALANCE_BELOW_ZERO', 'amount')
    hold.amount += sign * amount
    move(deposit, { held: sign * amount })
    return NO_CONTENT
  }

  #block(deposit: StandInDeposit, { body }: RouteRequest): StandInAnswer {
    const { externalReferenceId, amount } = body
    if (typeof externalReferenceId !== 'string') return invalid('externalReferenceId')
    if (typeof amount !== 'number' || !(amount > 0)) return invalid('amount')
    if (this.blocks.some((block) => block.externalReferenceId === externalReferenceId))
      return refuse(400, 2511, 'DUPLICATE_BLOCK_FUND_REFERENCE', 'externalReferenceId')
    const block = { externalReferenceId, accountKey: deposit.encodedKey, amount, state: 'PENDING' }
    this.blocks.push(block)
    move(deposit, { blocked: amount })
    return created({ ...block })
  }
}

export function noHold(reference: unknown): StandInAnswer {
  return refuse(404, 2502, 'INVALID_AUTHORIZATION_HOLD_REFERENCE', `no hold '${String(reference)}'`)
}

export function wrongHold(hold: StandInHold): StandInAnswer {
  return refuse(400, 2504, 'INVALID_AUTHORIZATION_HOLD_STATE', hold.status)
}
