/** Card payments: the clearing that settles a hold, and what takes it back. */
import { z } from 'zod'
import {
  ANYTHING,
  type Expected,
  type MambuCalls,
  type MambuWrite,
} from '../../src/mambu/client/mambu-calls.ts'

export interface CardPayment extends MambuWrite {
  readonly cardToken: string
  /** `externalReferenceId`: of this clearing. */
  readonly reference: string
  readonly amount: number
  readonly currency: string
  /** The hold it settles; none: a payment without authorisation. */
  readonly holdReference?: string | undefined
  /** True: no check of the balance, as for a clearing that has happened. Default true. */
  readonly advice?: boolean | undefined
  readonly channelId: string
}

export interface CardTransaction {
  readonly reference: string
  readonly key: string | null
  readonly amount: number
  /** Of the transaction of the account behind the card. */
  readonly transactionKey: string | null
}

const card: Expected<CardTransaction> = {
  what: 'card transaction',
  schema: z
    .looseObject({
      externalReferenceId: z.string(),
      encodedKey: z.string().nullish(),
      amount: z.number(),
      linkedTransaction: z.looseObject({ encodedKey: z.string().nullish() }).nullish(),
    })
    .transform((raw) => ({
      reference: raw.externalReferenceId,
      key: raw.encodedKey ?? null,
      amount: raw.amount,
      transactionKey: raw.linkedTransaction?.encodedKey ?? null,
    })),
}

const pathOf = (cardToken: string) => `/cards/${encodeURIComponent(cardToken)}/financialtransactions`

export function cardActivities(calls: MambuCalls) {
  return {
    /** Posts a clearing; it settles the hold it names. */
    payByCard: (input: CardPayment): Promise<CardTransaction> =>
      calls.post(
        input,
        pathOf(input.cardToken),
        {
          externalReferenceId: input.reference,
          externalAuthorizationReferenceId: input.holdReference,
          amount: input.amount,
          currencyCode: input.currency,
          advice: input.advice ?? true,
          transactionChannelId: input.channelId,
        },
        card,
      ),

    /** Takes back a cleared payment, or part of it. */
    async reverseCardPayment(
      input: MambuWrite & {
        readonly cardToken: string
        /** Of the clearing. */
        readonly reference: string
        /** Of this reversal. */
        readonly reversalReference: string
        readonly amount: number
        readonly currency: string
      },
    ): Promise<void> {
      const path = `${pathOf(input.cardToken)}/${encodeURIComponent(input.reference)}:decrease`
      const body = {
        amount: input.amount,
        currencyCode: input.currency,
        externalReferenceId: input.reversalReference,
      }
      await calls.post(input, path, body, ANYTHING)
    },
  }
}
