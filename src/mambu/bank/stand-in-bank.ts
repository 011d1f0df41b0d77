/** The bank behind the Mambu stand-in: its entities, and Mambu's rules for the calls that processes make. */

import { StandInClients } from './clients.ts'
import { StandInCommunications } from './communications.ts'
import { move, StandInDeposits } from './deposits.ts'
import { StandInHolds } from './holds.ts'
import { StandInLedger } from './ledger.ts'
import { StandInLoanTransactions } from './loan-transactions.ts'
import { type NewLoan, owed, StandInLoans } from './loans.ts'
import { StandInPayments } from './payments.ts'
import { invalid } from './serve/answer.ts'
import type { Route } from './serve/route.ts'
import { type StandInUser, StandInWorkItems } from './work-items.ts'

export type { NewLoan, StandInUser }

/** In charge of every loan, unless told otherwise; so alice can't approve, bob can. */
export const ALICE = { encodedKey: '8a8187d36c0ffee0016c0ffee0a11ce0', username: 'alice' } as const

export class StandInBank {
  readonly clients = new StandInClients()
  readonly loans = new StandInLoans(ALICE.encodedKey)
  readonly loanTransactions = new StandInLoanTransactions(this.loans)
  readonly deposits = new StandInDeposits()
  readonly holds = new StandInHolds(this.deposits)
  readonly payments = new StandInPayments(this.deposits, this.holds, (type, id, amount) =>
    type === 'LOAN' ? this.#payLoan(id, amount) : this.#payDeposit(id, amount),
  )
  readonly ledger = new StandInLedger()
  readonly communications = new StandInCommunications()
  readonly workItems = new StandInWorkItems()

  readonly routes: readonly Route[] = [
    ...this.loanTransactions.routes,
    ...this.loans.routes,
    ...this.payments.routes,
    ...this.holds.routes,
    ...this.deposits.routes,
    ...this.clients.routes,
    ...this.ledger.routes,
    ...this.communications.routes,
    ...this.workItems.routes,
  ]

  constructor() {
    this.workItems.addUser(ALICE.username, ALICE.encodedKey)
  }

  #payDeposit(id: unknown, amount: number) {
    const deposit = this.deposits.deposits.find(id)
    if (!deposit) return invalid('linkedAccountId')
    move(deposit, { total: amount })
    this.deposits.transactions.post('DEPOSIT', deposit, { amount })
    return null
  }

  #payLoan(id: unknown, amount: number) {
    const loan = this.loans.loans.find(id)
    if (!loan || amount > owed(loan)) return invalid('linkedAccountId')
    loan.balances.principalBalance -= amount
    this.loanTransactions.transactions.post('REPAYMENT', loan, { amount })
    return null
  }
}
