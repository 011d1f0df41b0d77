import { created, invalid, ok, page, refuse, type StandInAnswer } from './serve/answer.ts'
import { applyPatch } from './serve/patch.ts'
import { roundAmount } from './serve/round-amount.ts'
import { type Route, type RouteRequest, route } from './serve/route.ts'
import { search } from './serve/search.ts'
import { drawKey, type Entity, now, Table } from './serve/table.ts'
import { StandInTransactions } from './transactions.ts'

export interface StandInDeposit extends Entity {
  accountState: string
  readonly currencyCode: string
  readonly balances: {
    totalBalance: number
    availableBalance: number
    holdBalance: number
    blockedBalance: number
  }
}

export interface NewStandInDeposit {
  readonly id: string
  /** Default: drawn. */
  readonly key?: string
  /** Default: `ACTIVE`. */
  readonly state?: string
  readonly name?: string
  /** Default: `EUR`. */
  readonly currency?: string
  /** Default 0. */
  readonly balance?: number
  readonly holderKey?: string
  readonly assignedUserKey?: string
  /** Reference tokens of cards of this account. */
  readonly cardTokens?: readonly string[]
  readonly custom?: Readonly<Record<string, unknown>>
}

const ACTIONS: Readonly<Record<string, { from: readonly string[]; to: string }>> = {
  APPROVE: { from: ['PENDING_APPROVAL'], to: 'APPROVED' },
  UNDO_APPROVE: { from: ['APPROVED'], to: 'PENDING_APPROVAL' },
  LOCK: { from: ['ACTIVE'], to: 'LOCKED' },
  UNLOCK: { from: ['LOCKED'], to: 'ACTIVE' },
  CLOSE: { from: ['ACTIVE', 'APPROVED', 'MATURED'], to: 'CLOSED' },
  CLOSE_WITHDRAW: { from: ['PENDING_APPROVAL', 'APPROVED'], to: 'WITHDRAWN' },
  UNDO_WITHDRAWN: { from: ['WITHDRAWN'], to: 'PENDING_APPROVAL' },
  CLOSE_REJECT: { from: ['PENDING_APPROVAL'], to: 'CLOSED_REJECTED' },
  UNDO_REJECT: { from: ['CLOSED_REJECTED'], to: 'PENDING_APPROVAL' },
  REOPEN: { from: ['CLOSED'], to: 'ACTIVE' },
}

/** Moves balances and keeps what is available in step. */
export function move(
  { balances }: StandInDeposit,
  by: { total?: number; held?: number; blocked?: number },
): void {
  balances.totalBalance = roundAmount(balances.totalBalance + (by.total ?? 0))
  balances.holdBalance = roundAmount(balances.holdBalance + (by.held ?? 0))
  balances.blockedBalance = roundAmount(balances.blockedBalance + (by.blocked ?? 0))
  balances.availableBalance = roundAmount(
    balances.totalBalance - balances.holdBalance - balances.blockedBalance,
  )
}

export class StandInDeposits {
  readonly deposits = new Table<StandInDeposit>()
  readonly transactions = new StandInTransactions()
  readonly #byCard = new Map<string, StandInDeposit>()
  #drawn = 0

  addDeposit(deposit: NewStandInDeposit): StandInDeposit {
    const balance = deposit.balance ?? 0
    const made = this.deposits.add({
      id: deposit.id,
      encodedKey: deposit.key ?? drawKey(),
      accountState: deposit.state ?? 'ACTIVE',
      name: deposit.name ?? 'Current account',
      accountType: 'CURRENT_ACCOUNT',
      currencyCode: deposit.currency ?? 'EUR',
      accountHolderType: 'CLIENT',
      accountHolderKey: deposit.holderKey ?? null,
      assignedUserKey: deposit.assignedUserKey ?? null,
      balances: { totalBalance: balance, availableBalance: balance, holdBalance: 0, blockedBalance: 0 },
      creationDate: now(),
      ...deposit.custom,
    })
    for (const token of deposit.cardTokens ?? []) this.#byCard.set(token, made)
    return made
  }

  with(id: string | undefined, answer: (deposit: StandInDeposit) => StandInAnswer): StandInAnswer {
    const deposit = this.deposits.find(id)
    return deposit ? answer(deposit) : refuse(404, 200, 'INVALID_DEPOSIT_ACCOUNT_ID', `no account '${id}'`)
  }

  /** The account behind a card. */
  withCard(token: string | undefined, answer: (deposit: StandInDeposit) => StandInAnswer): StandInAnswer {
    const deposit = this.#byCard.get(token ?? '')
    return deposit ? answer(deposit) : refuse(404, 2500, 'INVALID_CARD_REFERENCE', `no card '${token}'`)
  }

  readonly routes: readonly Route[] = [
    route('POST /deposits:search', ({ body, query }) => {
      const found = search(this.deposits.all(), body.filterCriteria, body.sortingCriteria)
      return 'fault' in found ? invalid(found.fault) : page(query, found.rows, true)
    }),
    route('GET /deposits/{id}', ({ ids: [id] }) => this.with(id, ok)),
    route('PATCH /deposits/{id}', ({ ids: [id], list }) =>
      this.with(id, (deposit) =>
        applyPatch(deposit, list, (field) =>
          field === 'accountState' ? invalid('path /accountState') : null,
        ),
      ),
    ),
    route('POST /deposits', ({ body }) => this.#create(body)),
    route('POST /deposits/{id}:changeState', ({ ids: [id], body }) =>
      this.with(id, (deposit) => {
        const action = typeof body.action === 'string' ? ACTIONS[body.action] : undefined
        if (!action) return invalid('action')
        const closesMoney = body.action === 'CLOSE' && deposit.balances.totalBalance !== 0
        if (!action.from.includes(deposit.accountState) || closesMoney) return wrongState(deposit)
        deposit.accountState = action.to
        return ok(deposit)
      }),
    ),
    route('POST /deposits/{id}/deposit-transactions', (request) =>
      this.with(request.ids[0], (deposit) => this.#deposit(deposit, request)),
    ),
    route('GET /deposits/{id}/transactions', ({ ids: [id], query }) =>
      this.with(id, (deposit) => page(query, this.transactions.of(deposit))),
    ),
    route('GET /deposits/transactions/{id}', ({ ids: [id] }) => {
      const found = this.transactions.find(id)
      return found ? ok(found) : refuse(404, 2300, 'INVALID_TRANSACTION_ID', `no transaction '${id}'`)
    }),
    route('POST /deposits/transactions/{id}:adjust', ({ ids: [id], body }) =>
      this.transactions.adjust(id, body),
    ),
  ]

  /** The first money makes an approved account active. */
  #deposit(deposit: StandInDeposit, { body }: RouteRequest): StandInAnswer {
    if (deposit.accountState !== 'ACTIVE' && deposit.accountState !== 'APPROVED') return wrongState(deposit)
    const refused = this.transactions.check(body)
    if (refused) return refused
    deposit.accountState = 'ACTIVE'
    move(deposit, { total: body.amount as number })
    return created(
      this.transactions.post('DEPOSIT', deposit, body, () => this.take(deposit, body.amount as number)),
    )
  }

  /** Takes money off an active account, or says why not. @param advice true: whatever the balance is */
  take(deposit: StandInDeposit, amount: number, advice = false): StandInAnswer | null {
    if (deposit.accountState !== 'ACTIVE' && !advice) return wrongState(deposit)
    if (!advice && amount > deposit.balances.availableBalance)
      return refuse(400, 2218, 'AVAILABLE_BALANCE_BELOW_ZERO', 'amount')
    move(deposit, { total: -amount })
    return null
  }

  #create(body: Readonly<Record<string, unknown>>): StandInAnswer {
    for (const field of ['name', 'accountHolderKey', 'productTypeKey'])
      if (typeof body[field] !== 'string') return invalid(field)
    this.#drawn += 1
    const id = typeof body.id === 'string' ? body.id : `DEP${1000 + this.#drawn}`
    if (this.deposits.find(id)) return refuse(400, 220, 'ACCOUNT_ID_ALREADY_IN_USE', 'id')
    const { currencyCode, id: _, ...rest } = body
    return created(
      this.addDeposit({
        id,
        state: 'PENDING_APPROVAL',
        currency: typeof currencyCode === 'string' ? currencyCode : 'EUR',
        custom: rest,
      }),
    )
  }
}

export function wrongState(deposit: StandInDeposit): StandInAnswer {
  return refuse(400, 211, 'INVALID_DEPOSIT_ACCOUNT_STATE', deposit.accountState)
}
