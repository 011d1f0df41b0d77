/** The loans, users and tasks behind the Mambu stand-in, with Mambu's rules for the few calls `loan-approved` makes. */
import { randomBytes } from 'node:crypto'

export interface StandInLoan {
  readonly id: string
  readonly encodedKey: string
  accountState: string
  readonly loanAmount: number
  readonly currency: { readonly code: string }
  /** Null: nobody is in charge of the loan. */
  readonly assignedUserKey: string | null
}

export interface StandInUser {
  readonly encodedKey: string
  readonly username: string
}

/** What a POST left behind: its body as sent, and the keys Mambu would give. */
export interface StandInRecord {
  readonly encodedKey: string
  readonly idempotencyKey: string
  readonly body: Readonly<Record<string, unknown>>
}

/** An answer of the bank: status and JSON. */
export interface StandInAnswer {
  readonly status: number
  readonly body: unknown
}

/** In charge of every loan, unless told otherwise; so alice can't approve, bob can. */
export const ALICE: StandInUser = { encodedKey: '8a8187d36c0ffee0016c0ffee0a11ce0', username: 'alice' }

/** Mambu's error body. */
export function refuse(
  status: number,
  errorCode: number,
  errorReason: string,
  errorSource?: string,
): StandInAnswer {
  return { status, body: { errors: [{ errorCode, errorReason, ...(errorSource ? { errorSource } : {}) }] } }
}

function drawKey(): string {
  return randomBytes(16).toString('hex')
}

/** A loan to make; what is left out is as the sender of the webhook would have it. */
export interface NewLoan {
  readonly id: string
  /** Default: drawn. */
  readonly key?: string
  /** Default: `APPROVED`. */
  readonly state?: string
  /** Default: 12,500. */
  readonly amount?: number
  /** ISO 4217. Default: `EUR`. */
  readonly currency?: string
  /** The user in charge. Default: alice; null: nobody. */
  readonly assignedUserKey?: string | null
}

export class StandInBank {
  readonly loans = new Map<string, StandInLoan>()
  readonly users = new Map<string, StandInUser>([[ALICE.encodedKey, ALICE]])
  readonly disbursements: (StandInRecord & { readonly loanId: string })[] = []
  readonly tasks: StandInRecord[] = []

  addLoan(loan: NewLoan): StandInLoan {
    const made = {
      id: loan.id,
      encodedKey: loan.key ?? drawKey(),
      accountState: loan.state ?? 'APPROVED',
      loanAmount: loan.amount ?? 12_500,
      currency: { code: loan.currency ?? 'EUR' },
      assignedUserKey: loan.assignedUserKey === undefined ? ALICE.encodedKey : loan.assignedUserKey,
    }
    this.loans.set(made.id, made)
    return made
  }

  getLoan(id: string): StandInAnswer {
    const loan = this.loans.get(id)
    return loan ? { status: 200, body: loan } : refuse(404, 100, 'INVALID_LOAN_ACCOUNT_ID', `no loan '${id}'`)
  }

  getUser(key: string): StandInAnswer {
    const user = this.users.get(key)
    return user ? { status: 200, body: user } : refuse(404, 4, 'INVALID_PARAMETERS', `no user '${key}'`)
  }

  /** A loan is disbursed once, in full: it becomes ACTIVE. */
  disburse(loanId: string, body: Readonly<Record<string, unknown>>, idempotencyKey: string): StandInAnswer {
    const loan = this.loans.get(loanId)
    if (!loan) return this.getLoan(loanId)
    if (body.amount !== loan.loanAmount) return refuse(400, 4, 'INVALID_PARAMETERS', 'amount')
    if (loan.accountState !== 'APPROVED') return refuse(400, 4, 'INVALID_PARAMETERS', 'accountState')
    loan.accountState = 'ACTIVE'
    const record = { encodedKey: drawKey(), idempotencyKey, body, loanId }
    this.disbursements.push(record)
    return { status: 201, body: { ...body, encodedKey: record.encodedKey, type: 'DISBURSEMENT' } }
  }

  createTask(body: Readonly<Record<string, unknown>>, idempotencyKey: string): StandInAnswer {
    for (const field of ['title', 'dueDate', 'assignedUserKey'])
      if (typeof body[field] !== 'string') return refuse(400, 4, 'INVALID_PARAMETERS', field)
    if (!this.users.has(body.assignedUserKey as string))
      return refuse(400, 4, 'INVALID_PARAMETERS', 'assignedUserKey')
    const record = { encodedKey: drawKey(), idempotencyKey, body }
    this.tasks.push(record)
    return { status: 201, body: { ...body, encodedKey: record.encodedKey, status: 'OPEN' } }
  }
}
