import { isActive, type LoanBalances, owed, type StandInLoan, type StandInLoans } from './loans.ts'
import { created, invalid, ok, page, refuse, type StandInAnswer } from './serve/answer.ts'
import { roundAmount } from './serve/round-amount.ts'
import { type Route, type RouteRequest, route } from './serve/route.ts'
import { search } from './serve/search.ts'
import { type StandInTransaction, StandInTransactions } from './transactions.ts'

/** What a disbursement left behind: its body as sent, and the keys Mambu would give. */
export interface StandInRecord {
  readonly encodedKey: string
  readonly idempotencyKey: string
  readonly body: Readonly<Record<string, unknown>>
}

/** A repayment pays these in this order; each with what is due of it. */
const ORDER = [
  ['penaltyBalance', 'penaltyDue'],
  ['feesBalance', 'feesDue'],
  ['interestBalance', 'interestDue'],
  ['principalBalance', 'principalDue'],
] as const satisfies readonly (readonly [keyof LoanBalances, keyof LoanBalances])[]

export class StandInLoanTransactions {
  readonly transactions = new StandInTransactions()
  readonly disbursements: (StandInRecord & { readonly loanId: string })[] = []
  readonly #loans: StandInLoans

  constructor(loans: StandInLoans) {
    this.#loans = loans
  }

  readonly routes: readonly Route[] = [
    route('POST /loans/{id}/disbursement-transactions', (request) => this.#disburse(request)),
    route('POST /loans/{id}/repayment-transactions', (request) => this.#repay(request)),
    route('POST /loans/{id}/fee-transactions', ({ ids: [id], body }) =>
      this.#loans.with(id, (loan) => {
        if (!isActive(loan)) return wrongState(loan)
        const refused = this.transactions.check(body)
        if (refused) return refused
        const amount = body.amount as number
        const change = (by: number) => {
          loan.balances.feesBalance += by
          loan.balances.feesDue += by
          return null
        }
        change(amount)
        return created(this.transactions.post('FEE', loan, body, () => change(-amount)))
      }),
    ),
    route('POST /loans/{id}/lock-transactions', ({ ids: [id] }) => this.#lock(id, null, 'LOCKED')),
    route('POST /loans/{id}/unlock-transactions', ({ ids: [id] }) => this.#lock(id, 'LOCKED', null)),
    route('GET /loans/{id}/transactions', ({ ids: [id], query }) =>
      this.#loans.with(id, (loan) => page(query, this.transactions.of(loan))),
    ),
    route('POST /loans/transactions:search', ({ body, query }) => {
      const found = search(this.transactions.all, body.filterCriteria, body.sortingCriteria)
      return 'fault' in found ? invalid(found.fault) : page(query, found.rows, true)
    }),
    route('GET /loans/transactions/{id}', ({ ids: [id] }) => {
      const found = this.transactions.find(id)
      return found ? ok(found) : refuse(404, 2300, 'INVALID_TRANSACTION_ID', `no transaction '${id}'`)
    }),
    route('POST /loans/transactions/{id}:adjust', ({ ids: [id], body }) =>
      this.transactions.adjust(id, body),
    ),
    route('GET /loans/{id}/schedule', ({ ids: [id] }) =>
      this.#loans.with(id, (loan) => ok(schedule(loan.loanAmount, 12))),
    ),
    route('POST /loans:previewSchedule', ({ body }) => {
      const settings = body.scheduleSettings as { repaymentInstallments?: unknown } | undefined
      const count = settings?.repaymentInstallments ?? 12
      if (typeof body.loanAmount !== 'number' || !(body.loanAmount > 0)) return invalid('loanAmount')
      if (typeof count !== 'number' || !(count >= 1 && count <= 600)) return invalid('repaymentInstallments')
      return ok(schedule(body.loanAmount, count))
    }),
  ]

  /** Makes an approved loan one that was disbursed, as if by someone else. */
  addDisbursement(loanId: string, id?: string): StandInTransaction {
    const loan = this.#loans.loans.find(loanId)
    if (loan?.accountState !== 'APPROVED') throw new Error(`No approved loan '${loanId}'`)
    return this.#book(loan, { amount: loan.loanAmount }, id)
  }

  /** A loan is disbursed once, in full: it becomes ACTIVE. Reversed, it is APPROVED again. */
  #disburse({ ids: [id], body, idempotencyKey }: RouteRequest): StandInAnswer {
    return this.#loans.with(id, (loan) => {
      if (body.amount !== loan.loanAmount) return invalid('amount')
      if (loan.accountState !== 'APPROVED') return invalid('accountState')
      const refused = this.transactions.check(body)
      if (refused) return refused
      const transaction = this.#book(loan, body)
      this.disbursements.push({
        encodedKey: transaction.encodedKey,
        idempotencyKey,
        body,
        loanId: loan.id,
      })
      return created(transaction)
    })
  }

  #book(loan: StandInLoan, body: Readonly<Record<string, unknown>>, id?: string): StandInTransaction {
    loan.accountState = 'ACTIVE'
    loan.balances.principalBalance = loan.loanAmount
    const undo = () => {
      if (owed(loan) !== loan.loanAmount) return invalid('the loan has later transactions')
      loan.accountState = 'APPROVED'
      loan.balances.principalBalance = 0
      return null
    }
    return this.transactions.post('DISBURSEMENT', loan, body, undo, id)
  }

  /** Pays what is owed, in Mambu's usual order; the last cent closes the loan. */
  #repay({ ids: [id], body }: RouteRequest): StandInAnswer {
    return this.#loans.with(id, (loan) => {
      if (!isActive(loan)) return wrongState(loan)
      const refused = this.transactions.check(body)
      if (refused) return refused
      const amount = body.amount as number
      if (amount > owed(loan)) return refuse(400, 114, 'REPAYMENT_AMOUNT_EXCEEDS_TOTAL_BALANCE', 'amount')
      const before = { balances: { ...loan.balances }, state: loan.accountState, days: loan.daysInArrears }
      let left = amount
      for (const [balance, due] of ORDER) {
        const paid = Math.min(left, loan.balances[balance])
        loan.balances[balance] = roundAmount(loan.balances[balance] - paid)
        loan.balances[due] = Math.max(0, roundAmount(loan.balances[due] - paid))
        left = roundAmount(left - paid)
      }
      const inTime = ORDER.every(([, due]) => loan.balances[due] === 0)
      if (inTime) loan.daysInArrears = 0
      loan.accountState = owed(loan) === 0 ? 'CLOSED' : inTime ? 'ACTIVE' : loan.accountState
      const undo = () => {
        Object.assign(loan.balances, before.balances)
        loan.accountState = before.state
        loan.daysInArrears = before.days
        return null
      }
      return created(this.transactions.post('REPAYMENT', loan, body, undo))
    })
  }

  #lock(id: string | undefined, from: string | null, to: string | null): StandInAnswer {
    return this.#loans.with(id, (loan) => {
      if (!isActive(loan) || loan.accountSubState !== from) return wrongState(loan)
      loan.accountSubState = to
      return created([])
    })
  }
}

function wrongState(loan: StandInLoan): StandInAnswer {
  return refuse(400, 111, 'INVALID_LOAN_ACCOUNT_STATE', loan.accountState)
}

/** Equal parts of the principal, monthly from today; no interest. */
function schedule(amount: number, count: number): unknown {
  const part = Math.floor((amount / count) * 100) / 100
  return {
    installments: Array.from({ length: count }, (_, index) => {
      const due = new Date()
      due.setUTCDate(1)
      due.setUTCMonth(due.getUTCMonth() + index + 1)
      const expected = index === count - 1 ? roundAmount(amount - part * (count - 1)) : part
      return {
        number: String(index + 1),
        dueDate: due.toISOString().replace('Z', '+00:00'),
        state: 'PENDING',
        principal: { amount: { expected } },
        interest: { amount: { expected: 0 } },
      }
    }),
  }
}
