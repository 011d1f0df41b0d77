import { z } from 'zod'
import { type MambuCustomFields, readCustomFields } from '../../src/mambu/client/custom-fields.ts'
import type { Expected } from '../../src/mambu/client/mambu-calls.ts'

/** A transaction of a loan or deposit account, as far as processes ask for it. */
export interface MambuTransaction {
  readonly key: string
  readonly id: string | null
  /** E.g. `DISBURSEMENT`, `REPAYMENT`, `DEPOSIT`, `WITHDRAWAL_ADJUSTMENT`. */
  readonly type: string
  readonly amount: number
  /** Encoded key of the account. */
  readonly accountKey: string | null
  readonly externalId: string | null
  /** ISO 8601, with the offset of the bank's zone. */
  readonly valueDate: string | null
  readonly bookingDate: string | null
  /** Key of the transaction that reversed this one; null: it stands. */
  readonly adjustedBy: string | null
  readonly channelId: string | null
  readonly notes: string | null
  readonly custom: MambuCustomFields
}

const schema = z
  .looseObject({
    encodedKey: z.string(),
    id: z.union([z.string(), z.number()]).nullish(),
    type: z.string(),
    amount: z.number(),
    parentAccountKey: z.string().nullish(),
    externalId: z.string().nullish(),
    valueDate: z.string().nullish(),
    bookingDate: z.string().nullish(),
    adjustmentTransactionKey: z.string().nullish(),
    transactionDetails: z.looseObject({ transactionChannelId: z.string().nullish() }).nullish(),
    notes: z.string().nullish(),
  })
  .transform(
    (raw): MambuTransaction => ({
      key: raw.encodedKey,
      id: raw.id === undefined || raw.id === null ? null : String(raw.id),
      type: raw.type,
      amount: raw.amount,
      accountKey: raw.parentAccountKey ?? null,
      externalId: raw.externalId ?? null,
      valueDate: raw.valueDate ?? null,
      bookingDate: raw.bookingDate ?? null,
      adjustedBy: raw.adjustmentTransactionKey ?? null,
      channelId: raw.transactionDetails?.transactionChannelId ?? null,
      notes: raw.notes ?? null,
      custom: readCustomFields(raw),
    }),
  )

export const TRANSACTION: Expected<MambuTransaction> = { schema, what: 'transaction' }

/** What most transactions take besides their amount. */
export interface TransactionDetails {
  readonly amount: number
  /** Unique in Mambu. Default: the Idempotency-Key, so that Mambu refuses a repeat even after it forgot the key. */
  readonly externalId?: string | undefined
  /** ISO 8601 with offset. Default: Mambu's now. */
  readonly valueDate?: string | undefined
  readonly bookingDate?: string | undefined
  /** At most 255 characters. */
  readonly notes?: string | undefined
  /** Id of the transaction channel. Default: Mambu's. */
  readonly channelId?: string | undefined
  readonly custom?: MambuCustomFields | undefined
}

/** The body of a transaction; `undefined` never becomes JSON. */
export function transactionBody(details: TransactionDetails, key: string): Record<string, unknown> {
  const { channelId, custom, externalId = key, ...rest } = details
  return {
    amount: rest.amount,
    externalId,
    valueDate: rest.valueDate,
    bookingDate: rest.bookingDate,
    notes: rest.notes,
    ...(channelId === undefined ? {} : { transactionDetails: { transactionChannelId: channelId } }),
    ...custom,
  }
}
