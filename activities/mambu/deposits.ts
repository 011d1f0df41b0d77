/** Deposit accounts and their money. */
import { z } from 'zod'
import { type MambuCustomFields, readCustomFields } from '../../src/mambu/client/custom-fields.ts'
import { idempotencyKeyOf } from '../../src/mambu/client/idempotency-key.ts'
import type { Expected, MambuCalls, MambuWrite } from '../../src/mambu/client/mambu-calls.ts'
import type { MambuPage, MambuPageAt } from '../../src/mambu/client/mambu-page.ts'
import type { MambuSearch } from '../../src/mambu/client/mambu-search.ts'
import type { MambuPatch } from '../../src/mambu/client/patch-operations.ts'
import type { Adjustment } from './loan-transactions.ts'
import {
  type MambuTransaction,
  TRANSACTION,
  type TransactionDetails,
  transactionBody,
} from './transactions.ts'

export interface DepositAccount {
  readonly id: string
  readonly key: string
  /** `PENDING_APPROVAL`, `APPROVED`, `ACTIVE`, `LOCKED`, `DORMANT`, `MATURED`, `CLOSED`, ... */
  readonly state: string
  readonly name: string | null
  /** `CURRENT_ACCOUNT`, `REGULAR_SAVINGS`, ... */
  readonly type: string | null
  readonly currency: string | null
  readonly holderKey: string | null
  readonly holderType: string | null
  readonly branchKey: string | null
  readonly assignedUserKey: string | null
  readonly balances: {
    readonly total: number
    /** Without what is held and blocked. */
    readonly available: number
    readonly held: number
    readonly blocked: number
  }
  readonly custom: MambuCustomFields
}

export interface NewDeposit extends MambuWrite {
  readonly id?: string | undefined
  readonly name: string
  /** Key of the client or group. */
  readonly holderKey: string
  /** Default `CLIENT`. */
  readonly holderType?: 'CLIENT' | 'GROUP' | undefined
  readonly productTypeKey: string
  readonly currency?: string | undefined
  readonly custom?: MambuCustomFields | undefined
}

export type DepositAction =
  | 'APPROVE'
  | 'UNDO_APPROVE'
  | 'LOCK'
  | 'UNLOCK'
  | 'CLOSE'
  | 'CLOSE_WITHDRAW'
  | 'CLOSE_REJECT'
  | 'UNDO_REJECT'
  | 'UNDO_WITHDRAWN'
  | 'REOPEN'

export type DepositTransaction = MambuWrite & TransactionDetails & { readonly depositId: string }

export interface Withdrawal extends DepositTransaction {
  /** The hold of the account that this settles. */
  readonly holdReference?: string | undefined
}

export interface Transfer extends DepositTransaction {
  /** Id of the account that gets the money. */
  readonly toAccountId: string
  /** Default `DEPOSIT`. */
  readonly toAccountType?: 'DEPOSIT' | 'LOAN' | undefined
}

type OfDeposit = MambuWrite & { readonly depositId: string; readonly notes?: string | undefined }

const text = z.string().nullish()
const number = z.number().nullish()
const deposit: Expected<DepositAccount> = {
  what: 'deposit account',
  schema: z
    .looseObject({
      id: z.string(),
      encodedKey: z.string(),
      accountState: z.string(),
      name: text,
      accountType: text,
      currencyCode: text,
      accountHolderKey: text,
      accountHolderType: text,
      assignedBranchKey: text,
      assignedUserKey: text,
      balances: z
        .looseObject({
          totalBalance: number,
          availableBalance: number,
          holdBalance: number,
          blockedBalance: number,
        })
        .nullish(),
    })
    .transform((raw) => ({
      id: raw.id,
      key: raw.encodedKey,
      state: raw.accountState,
      name: raw.name ?? null,
      type: raw.accountType ?? null,
      currency: raw.currencyCode ?? null,
      holderKey: raw.accountHolderKey ?? null,
      holderType: raw.accountHolderType ?? null,
      branchKey: raw.assignedBranchKey ?? null,
      assignedUserKey: raw.assignedUserKey ?? null,
      balances: {
        total: raw.balances?.totalBalance ?? 0,
        available: raw.balances?.availableBalance ?? 0,
        held: raw.balances?.holdBalance ?? 0,
        blocked: raw.balances?.blockedBalance ?? 0,
      },
      custom: readCustomFields(raw),
    })),
}

export const depositPath = (depositId: string) => `/deposits/${encodeURIComponent(depositId)}`

export function depositActivities(calls: MambuCalls) {
  const transact = (kind: string, input: DepositTransaction, more: Record<string, unknown> = {}) => {
    const { taskId, node, depositId, ...details } = input
    const body = { ...transactionBody(details, idempotencyKeyOf(taskId, node)), ...more }
    return calls.post({ taskId, node }, `${depositPath(depositId)}/${kind}-transactions`, body, TRANSACTION)
  }

  return {
    /** By id or key; null: Mambu has no such account. */
    getDeposit: (depositId: string): Promise<DepositAccount | null> =>
      calls.find(`${depositPath(depositId)}?detailsLevel=FULL`, deposit),

    searchDeposits: (search: MambuSearch & MambuPageAt): Promise<MambuPage<DepositAccount>> =>
      calls.search('/deposits:search', search, deposit, { detailsLevel: 'FULL' }),

    createDeposit: (input: NewDeposit): Promise<DepositAccount> => {
      const { taskId, node, holderKey, holderType = 'CLIENT', currency, custom, ...fields } = input
      const body = {
        ...fields,
        accountHolderKey: holderKey,
        accountHolderType: holderType,
        currencyCode: currency,
        ...custom,
      }
      return calls.post({ taskId, node }, '/deposits', body, deposit)
    },

    /** Changes fields; can be repeated (see `MambuPatch`). */
    patchDeposit: ({ depositId, set, custom, operations }: OfDeposit & MambuPatch): Promise<void> =>
      calls.patch(depositPath(depositId), { set, custom, operations }),

    changeDepositState: ({
      taskId,
      node,
      depositId,
      action,
      notes,
    }: OfDeposit & { readonly action: DepositAction }): Promise<DepositAccount> =>
      calls.post({ taskId, node }, `${depositPath(depositId)}:changeState`, { action, notes }, deposit),

    depositMoney: (input: DepositTransaction): Promise<MambuTransaction> => transact('deposit', input),

    withdrawMoney: ({ holdReference, ...input }: Withdrawal): Promise<MambuTransaction> =>
      transact(
        'withdrawal',
        input,
        holdReference === undefined ? {} : { holdExternalReferenceId: holdReference },
      ),

    transferMoney: ({
      toAccountId,
      toAccountType = 'DEPOSIT',
      ...input
    }: Transfer): Promise<MambuTransaction> =>
      transact('transfer', input, {
        transferDetails: { linkedAccountId: toAccountId, linkedAccountType: toAccountType },
      }),

    /** Reverses a transaction; gives the one that does it. */
    adjustDepositTransaction: ({
      taskId,
      node,
      transactionId,
      notes,
    }: Adjustment): Promise<MambuTransaction> =>
      calls.post(
        { taskId, node },
        `/deposits/transactions/${encodeURIComponent(transactionId)}:adjust`,
        { notes },
        TRANSACTION,
      ),

    /** By id or key; null: there is none. */
    getDepositTransaction: (transactionId: string): Promise<MambuTransaction | null> =>
      calls.find(
        `/deposits/transactions/${encodeURIComponent(transactionId)}?detailsLevel=FULL`,
        TRANSACTION,
      ),

    /** One page, newest first. */
    listDepositTransactions: ({
      depositId,
      ...at
    }: MambuPageAt & { readonly depositId: string }): Promise<MambuPage<MambuTransaction>> =>
      calls.list(`${depositPath(depositId)}/transactions`, at, TRANSACTION, { detailsLevel: 'FULL' }),
  }
}
