/** Money in and out of a loan account, and its schedule. */
import { z } from 'zod'
import { idempotencyKeyOf } from '../../src/mambu/client/idempotency-key.ts'
import {
  ANYTHING,
  type Expected,
  type MambuCalls,
  type MambuWrite,
} from '../../src/mambu/client/mambu-calls.ts'
import type { MambuPage, MambuPageAt } from '../../src/mambu/client/mambu-page.ts'
import type { MambuSearch } from '../../src/mambu/client/mambu-search.ts'
import {
  type MambuTransaction,
  TRANSACTION,
  type TransactionDetails,
  transactionBody,
} from './transactions.ts'

export interface Disbursement extends TransactionDetails {
  readonly taskId: string
  /** Default `Disburse`. */
  readonly node?: string | undefined
  readonly loanId: string
  /** Default: the task id. */
  readonly externalId?: string | undefined
}

export type LoanTransaction = MambuWrite & TransactionDetails & { readonly loanId: string }

export interface LoanFee extends LoanTransaction {
  /** Of the fee in the product. Default: an arbitrary fee. */
  readonly predefinedFeeKey?: string | undefined
}

export interface Adjustment extends MambuWrite {
  /** Id or key. */
  readonly transactionId: string
  readonly notes?: string | undefined
}

export interface Installment {
  readonly number: string | null
  /** ISO 8601. */
  readonly dueDate: string
  /** `PENDING`, `LATE`, `PAID`, `PARTIALLY_PAID`, `GRACE`. */
  readonly state: string
  readonly principal: number
  readonly interest: number
}

const created = z.object({ encodedKey: z.string() })
const part = z.looseObject({ amount: z.looseObject({ expected: z.number().nullish() }).nullish() }).nullish()
const schedule: Expected<readonly Installment[]> = {
  what: 'schedule',
  schema: z
    .looseObject({
      installments: z.array(
        z.looseObject({
          number: z.string().nullish(),
          dueDate: z.string(),
          state: z.string().nullish(),
          principal: part,
          interest: part,
        }),
      ),
    })
    .transform(({ installments }) =>
      installments.map((raw) => ({
        number: raw.number ?? null,
        dueDate: raw.dueDate,
        state: raw.state ?? 'PENDING',
        principal: raw.principal?.amount?.expected ?? 0,
        interest: raw.interest?.amount?.expected ?? 0,
      })),
    ),
}

const pathOf = (loanId: string) => `/loans/${encodeURIComponent(loanId)}`

export function loanTransactionActivities(calls: MambuCalls) {
  const transact = (kind: string, input: LoanTransaction, more: Record<string, unknown> = {}) => {
    const { taskId, node, loanId, ...details } = input
    const body = { ...transactionBody(details, idempotencyKeyOf(taskId, node)), ...more }
    return calls.post({ taskId, node }, `${pathOf(loanId)}/${kind}-transactions`, body, TRANSACTION)
  }
  const lock = async (
    kind: 'lock' | 'unlock',
    input: MambuWrite & { loanId: string; notes?: string | undefined },
  ) => {
    const { taskId, node, loanId, notes } = input
    await calls.post({ taskId, node }, `${pathOf(loanId)}/${kind}-transactions`, { notes }, ANYTHING)
  }

  return {
    /** Disburses a loan once, however often it is retried. Gives the key of the transaction. */
    async disburseLoan({ taskId, node = 'Disburse', loanId, ...details }: Disbursement): Promise<string> {
      const body = transactionBody({ notes: `Startnode task ${taskId}`, ...details }, taskId)
      const path = `${pathOf(loanId)}/disbursement-transactions`
      const expected = { schema: created, what: 'transaction' }
      return (await calls.post({ taskId, node }, path, body, expected)).encodedKey
    },

    repayLoan: (input: LoanTransaction): Promise<MambuTransaction> => transact('repayment', input),

    chargeLoanFee: ({ predefinedFeeKey, ...input }: LoanFee): Promise<MambuTransaction> =>
      transact('fee', input, predefinedFeeKey === undefined ? {} : { predefinedFeeKey }),

    /** Stops interest, fees and penalties. */
    lockLoan: (input: MambuWrite & { readonly loanId: string; readonly notes?: string }): Promise<void> =>
      lock('lock', input),

    unlockLoan: (input: MambuWrite & { readonly loanId: string; readonly notes?: string }): Promise<void> =>
      lock('unlock', input),

    /** Reverses a transaction; gives the one that does it. */
    adjustLoanTransaction: ({ taskId, node, transactionId, notes }: Adjustment): Promise<MambuTransaction> =>
      calls.post(
        { taskId, node },
        `/loans/transactions/${encodeURIComponent(transactionId)}:adjust`,
        { notes },
        TRANSACTION,
      ),

    /** By id or key; null: there is none. */
    getLoanTransaction: (transactionId: string): Promise<MambuTransaction | null> =>
      calls.find(`/loans/transactions/${encodeURIComponent(transactionId)}?detailsLevel=FULL`, TRANSACTION),

    /** One page, newest first. */
    listLoanTransactions: ({
      loanId,
      ...at
    }: MambuPageAt & { readonly loanId: string }): Promise<MambuPage<MambuTransaction>> =>
      calls.list(`${pathOf(loanId)}/transactions`, at, TRANSACTION, { detailsLevel: 'FULL' }),

    searchLoanTransactions: (search: MambuSearch & MambuPageAt): Promise<MambuPage<MambuTransaction>> =>
      calls.search('/loans/transactions:search', search, TRANSACTION, { detailsLevel: 'FULL' }),

    getLoanSchedule: (loanId: string): Promise<readonly Installment[]> =>
      calls.get(`${pathOf(loanId)}/schedule`, schedule),

    /** The schedule a loan would have; nothing is kept. @param loan as Mambu's `PreviewLoanAccountSchedule` has it */
    previewLoanSchedule: (loan: Readonly<Record<string, unknown>>): Promise<readonly Installment[]> =>
      calls.ask('/loans:previewSchedule', loan, schedule),
  }
}
