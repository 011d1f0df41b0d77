/** Loan accounts: what they are, and what changes their state. */
import { z } from 'zod'
import { type MambuCustomFields, readCustomFields } from '../../src/mambu/client/custom-fields.ts'
import {
  ANYTHING,
  type Expected,
  type MambuCalls,
  type MambuWrite,
} from '../../src/mambu/client/mambu-calls.ts'
import type { MambuPage, MambuPageAt } from '../../src/mambu/client/mambu-page.ts'
import type { MambuSearch } from '../../src/mambu/client/mambu-search.ts'
import type { MambuPatch } from '../../src/mambu/client/patch-operations.ts'
import { type MambuUser, userActivities } from './users.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** A loan as `loan-approved` looks at it. */
export interface Loan {
  readonly id: string
  readonly key: string
  /** Mambu's `accountState`, e.g. `APPROVED`. */
  readonly state: string
  readonly amount: number
  /** ISO 4217; null where Mambu gives none. */
  readonly currency: string | null
  /** Mambu's `assignedUserKey`: the user in charge of the loan, who asked for the disbursement. */
  readonly requester: MambuUser | null
}

export interface LoanAnswer {
  /** Null: Mambu has no such loan. */
  readonly loan: Loan | null
  readonly approvalTimeoutMs: number
}

/** A loan account with its balances. */
export interface LoanAccount {
  readonly id: string
  readonly key: string
  /** `PARTIAL_APPLICATION`, `PENDING_APPROVAL`, `APPROVED`, `ACTIVE`, `ACTIVE_IN_ARREARS`, `CLOSED`, ... */
  readonly state: string
  /** `LOCKED`, `WITHDRAWN`, ...; null: none. */
  readonly subState: string | null
  readonly name: string | null
  readonly amount: number
  readonly currency: string | null
  /** Key of the client or group. */
  readonly holderKey: string | null
  readonly holderType: string | null
  readonly branchKey: string | null
  readonly assignedUserKey: string | null
  readonly daysInArrears: number
  readonly balances: {
    readonly principal: number
    readonly interest: number
    readonly fees: number
    readonly penalty: number
    /** Of all four: what is owed in all, and what is due by now. */
    readonly total: number
    readonly due: number
  }
  readonly custom: MambuCustomFields
}

export type LoanAction =
  | 'REQUEST_APPROVAL'
  | 'APPROVE'
  | 'REJECT'
  | 'WITHDRAW'
  | 'CLOSE'
  | 'UNDO_REQUEST_APPROVAL'
  | 'UNDO_APPROVE'
  | 'UNDO_REJECT'
  | 'UNDO_WITHDRAW'
  | 'UNDO_CLOSE'

type OfLoan = MambuWrite & { readonly loanId: string; readonly notes?: string | undefined }

const text = z.string().nullish()
const number = z.number().nullish()
const balances = z
  .looseObject({
    principalBalance: number,
    principalDue: number,
    interestBalance: number,
    interestDue: number,
    feesBalance: number,
    feesDue: number,
    penaltyBalance: number,
    penaltyDue: number,
  })
  .nullish()
const shape = {
  id: z.string(),
  encodedKey: z.string(),
  accountState: z.string(),
  loanAmount: z.number(),
  currency: z.object({ code: z.string() }).nullish(),
  assignedUserKey: text,
}

export const LOAN_ACCOUNT: Expected<LoanAccount> = {
  what: 'loan',
  schema: z
    .looseObject({
      ...shape,
      accountSubState: text,
      loanName: text,
      accountHolderKey: text,
      accountHolderType: text,
      assignedBranchKey: text,
      daysInArrears: number,
      balances,
    })
    .transform((raw) => {
      const of = raw.balances ?? {}
      const principal = of.principalBalance ?? 0
      const interest = of.interestBalance ?? 0
      const fees = of.feesBalance ?? 0
      const penalty = of.penaltyBalance ?? 0
      const due = [of.principalDue, of.interestDue, of.feesDue, of.penaltyDue]
      return {
        id: raw.id,
        key: raw.encodedKey,
        state: raw.accountState,
        subState: raw.accountSubState ?? null,
        name: raw.loanName ?? null,
        amount: raw.loanAmount,
        currency: raw.currency?.code ?? null,
        holderKey: raw.accountHolderKey ?? null,
        holderType: raw.accountHolderType ?? null,
        branchKey: raw.assignedBranchKey ?? null,
        assignedUserKey: raw.assignedUserKey ?? null,
        daysInArrears: raw.daysInArrears ?? 0,
        balances: {
          principal,
          interest,
          fees,
          penalty,
          total: toCents([principal, interest, fees, penalty]),
          due: toCents(due),
        },
        custom: readCustomFields(raw),
      }
    }),
}

/** Sums of amounts as Mambu has them; binary fractions must not show. */
function toCents(amounts: readonly (number | null | undefined)[]): number {
  const sum = amounts.reduce<number>((total, amount) => total + (amount ?? 0), 0)
  return Math.round(sum * 1e6) / 1e6
}

const pathOf = (loanId: string) => `/loans/${encodeURIComponent(loanId)}`

/** @param options.approvalTimeoutMs milliseconds; default 3 days; read anew for each loan */
export function loanActivities(calls: MambuCalls, options: { readonly approvalTimeoutMs?: number }) {
  const { findUser } = userActivities(calls)
  const getLoanAccount = (loanId: string): Promise<LoanAccount | null> =>
    calls.find(`${pathOf(loanId)}?detailsLevel=FULL`, LOAN_ACCOUNT)
  const act = ({ taskId, node, loanId }: OfLoan, action: string, body: Record<string, unknown>) =>
    calls.post({ taskId, node }, `${pathOf(loanId)}:${action}`, body, LOAN_ACCOUNT)

  return {
    /** Reads a loan, who is in charge of it, and the time an approver has. */
    async getLoan(loanId: string): Promise<LoanAnswer> {
      const { approvalTimeoutMs = 3 * DAY_MS } = options
      const expected = { schema: z.object(shape), what: 'loan' }
      const answer = await calls.find(`${pathOf(loanId)}?detailsLevel=FULL`, expected)
      if (answer === null) return { loan: null, approvalTimeoutMs }
      const { id, encodedKey, accountState, loanAmount, currency, assignedUserKey } = answer
      return {
        loan: {
          id,
          key: encodedKey,
          state: accountState,
          amount: loanAmount,
          currency: currency?.code ?? null,
          requester: assignedUserKey
            ? ((await findUser(assignedUserKey)) ?? { key: assignedUserKey, username: null })
            : null,
        },
        approvalTimeoutMs,
      }
    },

    /** By id or key, with balances and custom fields; null: Mambu has no such loan. */
    getLoanAccount,

    searchLoans: (search: MambuSearch & MambuPageAt): Promise<MambuPage<LoanAccount>> =>
      calls.search('/loans:search', search, LOAN_ACCOUNT, { detailsLevel: 'FULL' }),

    /** Changes fields; can be repeated (see `MambuPatch`). */
    patchLoan: ({ loanId, set, custom, operations }: OfLoan & MambuPatch): Promise<void> =>
      calls.patch(pathOf(loanId), { set, custom, operations }),

    changeLoanState: (input: OfLoan & { readonly action: LoanAction }): Promise<LoanAccount> =>
      act(input, 'changeState', { action: input.action, notes: input.notes }),

    /** Pays all that is owed and closes the loan. */
    async payOffLoan(input: OfLoan & { readonly externalId?: string | undefined }): Promise<void> {
      const { taskId, node, loanId, notes, externalId } = input
      const body = { notes, externalId }
      await calls.post({ taskId, node }, `${pathOf(loanId)}:payOff`, body, ANYTHING)
    },

    /** Gives up what is owed: the loan becomes `CLOSED_WRITTEN_OFF`. */
    async writeOffLoan({ taskId, node, loanId, notes }: OfLoan): Promise<void> {
      await calls.post({ taskId, node }, `${pathOf(loanId)}:writeOff`, { notes }, ANYTHING)
    },

    /**
     * Moves what is left to a new loan account, which is answered.
     *
     * @param input.loan the new account, as Mambu's `RescheduleLoanAccount` has it (at least `productTypeKey`)
     */
    rescheduleLoan: (
      input: OfLoan & {
        readonly loan: Readonly<Record<string, unknown>>
        readonly writeOffAmounts?: Readonly<Record<string, number>> | undefined
      },
    ): Promise<LoanAccount> =>
      act(input, 'reschedule', { loanAccount: input.loan, writeOffAmounts: input.writeOffAmounts }),
  }
}
