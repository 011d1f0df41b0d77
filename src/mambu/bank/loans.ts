import { invalid, NO_CONTENT, ok, page, refuse, type StandInAnswer } from './serve/answer.ts'
import { applyPatch } from './serve/patch.ts'
import { type Route, type RouteRequest, route } from './serve/route.ts'
import { search } from './serve/search.ts'
import { drawKey, type Entity, now, Table } from './serve/table.ts'

export interface LoanBalances {
  principalBalance: number
  principalDue: number
  interestBalance: number
  interestDue: number
  feesBalance: number
  feesDue: number
  penaltyBalance: number
  penaltyDue: number
}

export interface StandInLoan extends Entity {
  accountState: string
  accountSubState: string | null
  readonly loanAmount: number
  readonly currency: { readonly code: string }
  /** Null: nobody is in charge of the loan. */
  readonly assignedUserKey: string | null
  daysInArrears: number
  readonly balances: LoanBalances
}

/** A loan to make; what is left out is as the sender of the webhook would have it. */
export interface NewLoan {
  readonly id: string
  /** Default: drawn. */
  readonly key?: string
  /** Default: `APPROVED`. An active one owes its whole amount. */
  readonly state?: string
  /** Default: 12,500. */
  readonly amount?: number
  /** ISO 4217. Default: `EUR`. */
  readonly currency?: string
  /** The user in charge. Default: alice; null: nobody. */
  readonly assignedUserKey?: string | null
  readonly holderKey?: string
  readonly name?: string
  /** Default 0. */
  readonly daysInArrears?: number
  readonly balances?: Partial<LoanBalances>
  readonly custom?: Readonly<Record<string, unknown>>
}

/** Action: from which states it goes, and where to. */
const ACTIONS: Readonly<Record<string, { from: readonly string[]; to: string; sub?: string }>> = {
  REQUEST_APPROVAL: { from: ['PARTIAL_APPLICATION'], to: 'PENDING_APPROVAL' },
  UNDO_REQUEST_APPROVAL: { from: ['PENDING_APPROVAL'], to: 'PARTIAL_APPLICATION' },
  APPROVE: { from: ['PENDING_APPROVAL'], to: 'APPROVED' },
  UNDO_APPROVE: { from: ['APPROVED'], to: 'PENDING_APPROVAL' },
  REJECT: { from: ['PARTIAL_APPLICATION', 'PENDING_APPROVAL', 'APPROVED'], to: 'CLOSED_REJECTED' },
  UNDO_REJECT: { from: ['CLOSED_REJECTED'], to: 'PENDING_APPROVAL' },
  WITHDRAW: { from: ['PARTIAL_APPLICATION', 'PENDING_APPROVAL', 'APPROVED'], to: 'CLOSED', sub: 'WITHDRAWN' },
  UNDO_WITHDRAW: { from: ['CLOSED'], to: 'PENDING_APPROVAL' },
  CLOSE: { from: ['ACTIVE', 'ACTIVE_IN_ARREARS'], to: 'CLOSED' },
  UNDO_CLOSE: { from: ['CLOSED'], to: 'ACTIVE' },
}

export const isActive = ({ accountState }: StandInLoan) => accountState.startsWith('ACTIVE')

export function owed({ balances }: StandInLoan): number {
  const { principalBalance, interestBalance, feesBalance, penaltyBalance } = balances
  return principalBalance + interestBalance + feesBalance + penaltyBalance
}

export function settle(loan: StandInLoan, state: string, sub: string | null = null): void {
  loan.accountState = state
  loan.accountSubState = sub
  loan.daysInArrears = 0
  for (const name of Object.keys(loan.balances) as (keyof LoanBalances)[]) loan.balances[name] = 0
}

export class StandInLoans {
  readonly loans = new Table<StandInLoan>()
  readonly #defaultUserKey: string

  constructor(defaultUserKey: string) {
    this.#defaultUserKey = defaultUserKey
  }

  addLoan(loan: NewLoan): StandInLoan {
    const amount = loan.amount ?? 12_500
    const state = loan.state ?? 'APPROVED'
    return this.loans.add({
      id: loan.id,
      encodedKey: loan.key ?? drawKey(),
      accountState: state,
      accountSubState: null,
      loanName: loan.name ?? 'Personal loan',
      loanAmount: amount,
      currency: { code: loan.currency ?? 'EUR' },
      assignedUserKey: loan.assignedUserKey === undefined ? this.#defaultUserKey : loan.assignedUserKey,
      accountHolderType: 'CLIENT',
      accountHolderKey: loan.holderKey ?? null,
      daysInArrears: loan.daysInArrears ?? 0,
      balances: {
        principalBalance: state.startsWith('ACTIVE') ? amount : 0,
        principalDue: 0,
        interestBalance: 0,
        interestDue: 0,
        feesBalance: 0,
        feesDue: 0,
        penaltyBalance: 0,
        penaltyDue: 0,
        ...loan.balances,
      },
      creationDate: now(),
      ...loan.custom,
    })
  }

  with(id: string | undefined, answer: (loan: StandInLoan) => StandInAnswer): StandInAnswer {
    const loan = this.loans.find(id)
    return loan ? answer(loan) : refuse(404, 100, 'INVALID_LOAN_ACCOUNT_ID', `no loan '${id}'`)
  }

  readonly routes: readonly Route[] = [
    route('POST /loans:search', ({ body, query }) => {
      const found = search(this.loans.all(), body.filterCriteria, body.sortingCriteria)
      return 'fault' in found ? invalid(found.fault) : page(query, found.rows, true)
    }),
    route('GET /loans/{id}', ({ ids: [id] }) => this.with(id, ok)),
    route('PATCH /loans/{id}', ({ ids: [id], list }) =>
      this.with(id, (loan) =>
        applyPatch(loan, list, (field) => (field === 'accountState' ? invalid('path /accountState') : null)),
      ),
    ),
    route('POST /loans/{id}:changeState', (request) => this.#changeState(request)),
    route('POST /loans/{id}:payOff', ({ ids: [id] }) => this.#end(id, 'CLOSED', NO_CONTENT)),
    route('POST /loans/{id}:writeOff', ({ ids: [id] }) => this.#end(id, 'CLOSED_WRITTEN_OFF', NO_CONTENT)),
    route('POST /loans/{id}:reschedule', ({ ids: [id], body }) =>
      this.with(id, (loan) => {
        if (!isActive(loan)) return invalid('accountState')
        if (typeof body.loanAccount !== 'object' || body.loanAccount === null) return invalid('loanAccount')
        const next = this.addLoan({
          id: `${loan.id}-R`,
          state: 'PENDING_APPROVAL',
          amount: owed(loan),
          currency: loan.currency.code,
          assignedUserKey: loan.assignedUserKey,
        })
        settle(loan, 'CLOSED', 'RESCHEDULED')
        return ok(next)
      }),
    ),
  ]

  #changeState({ ids: [id], body }: RouteRequest): StandInAnswer {
    return this.with(id, (loan) => {
      const action = typeof body.action === 'string' ? ACTIONS[body.action] : undefined
      if (!action) return invalid('action')
      const closesDebt = body.action === 'CLOSE' && owed(loan) > 0
      if (!action.from.includes(loan.accountState) || closesDebt)
        return refuse(400, 111, 'INVALID_LOAN_ACCOUNT_STATE', loan.accountState)
      loan.accountState = action.to
      loan.accountSubState = action.sub ?? null
      return ok(loan)
    })
  }

  #end(id: string | undefined, state: string, answer: StandInAnswer): StandInAnswer {
    return this.with(id, (loan) => {
      if (!isActive(loan)) return refuse(400, 111, 'INVALID_LOAN_ACCOUNT_STATE', loan.accountState)
      settle(loan, state)
      return answer
    })
  }
}
