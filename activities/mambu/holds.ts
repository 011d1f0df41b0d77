/** Money set aside: holds of an account or a card, and blocks. */
import { ApplicationFailure } from '@temporalio/common'
import { z } from 'zod'
import {
  ANYTHING,
  type Expected,
  type MambuCalls,
  type MambuWrite,
} from '../../src/mambu/client/mambu-calls.ts'
import { depositPath } from './deposits.ts'

/** Where a hold is: on an account, or on a card of one. */
export type HoldPlace =
  | { readonly depositId: string; readonly cardToken?: undefined }
  | { readonly cardToken: string; readonly depositId?: undefined }

export interface Hold {
  /** `externalReferenceId`, by which all later calls name it. */
  readonly reference: string
  readonly key: string | null
  readonly amount: number
  readonly currency: string | null
  /** `PENDING`, `SETTLED`, `REVERSED`, `EXPIRED`. */
  readonly state: string
}

export interface NewHold {
  readonly reference: string
  readonly amount: number
  readonly currency: string
  /** True: no check of the balance. Default false. */
  readonly advice?: boolean | undefined
  readonly merchant?:
    | {
        readonly name?: string | undefined
        readonly city?: string | undefined
        readonly country?: string | undefined
        /** Merchant category code. */
        readonly mcc?: number | undefined
      }
    | undefined
}

type OfHold = MambuWrite & HoldPlace & { readonly reference: string }

export interface HoldChange {
  /** To add or take off. */
  readonly amount: number
  readonly currency?: string | undefined
  /** True: no check of the balance. Default: Mambu's. */
  readonly advice?: boolean | undefined
}

export interface Block {
  readonly reference: string
  readonly amount: number
  /** `PENDING`, `SEIZED`, `PARTIALLY_SEIZED`, `REMOVED`. */
  readonly state: string
}

const hold: Expected<Hold> = {
  what: 'hold',
  schema: z
    .looseObject({
      externalReferenceId: z.string(),
      encodedKey: z.string().nullish(),
      amount: z.number(),
      currencyCode: z.string().nullish(),
      status: z.string().nullish(),
    })
    .transform((raw) => ({
      reference: raw.externalReferenceId,
      key: raw.encodedKey ?? null,
      amount: raw.amount,
      currency: raw.currencyCode ?? null,
      state: raw.status ?? 'PENDING',
    })),
}
const block: Expected<Block> = {
  what: 'block',
  schema: z
    .looseObject({ externalReferenceId: z.string(), amount: z.number(), state: z.string().nullish() })
    .transform((raw) => ({
      reference: raw.externalReferenceId,
      amount: raw.amount,
      state: raw.state ?? 'PENDING',
    })),
}

export function holdsPath(place: HoldPlace): string {
  return place.cardToken === undefined
    ? `${depositPath(place.depositId)}/authorizationholds`
    : `/cards/${encodeURIComponent(place.cardToken)}/authorizationholds`
}
const holdPath = (place: HoldPlace & { readonly reference: string }) =>
  `${holdsPath(place)}/${encodeURIComponent(place.reference)}`

export function holdActivities(calls: MambuCalls) {
  const getHold = (place: HoldPlace & { readonly reference: string }): Promise<Hold | null> =>
    calls.find(holdPath(place), hold)
  const adjust = async (kind: 'increase' | 'decrease', input: OfHold & HoldChange) => {
    const body = { amount: input.amount, currencyCode: input.currency, advice: input.advice }
    await calls.post(input, `${holdPath(input)}:${kind}`, body, ANYTHING)
  }

  return {
    getHold,

    createHold: (input: MambuWrite & HoldPlace & NewHold): Promise<Hold> =>
      calls.post(
        input,
        holdsPath(input),
        {
          externalReferenceId: input.reference,
          amount: input.amount,
          currencyCode: input.currency,
          advice: input.advice ?? false,
          cardAcceptor: input.merchant,
        },
        hold,
      ),

    increaseHold: (input: OfHold & HoldChange): Promise<void> => adjust('increase', input),

    /** A decrease by the whole amount or more reverses the hold. */
    decreaseHold: (input: OfHold & HoldChange): Promise<void> => adjust('decrease', input),

    /** Gives the money free. DELETE has no key: a hold that is reversed already counts as done. */
    async reverseHold(input: OfHold): Promise<void> {
      try {
        await calls.remove(holdPath(input))
      } catch (error) {
        const refused = error instanceof ApplicationFailure && error.type === 'MambuRefused'
        if (!refused || (await getHold(input))?.state !== 'REVERSED') throw error
      }
    },

    blockMoney: (
      input: MambuWrite & {
        readonly depositId: string
        readonly reference: string
        readonly amount: number
        readonly notes?: string | undefined
      },
    ): Promise<Block> =>
      calls.post(
        input,
        `${depositPath(input.depositId)}/blocks`,
        { externalReferenceId: input.reference, amount: input.amount, notes: input.notes },
        block,
      ),

    /** DELETE has no key: a block that is gone already counts as done. */
    unblockMoney: ({
      depositId,
      reference,
    }: MambuWrite & { readonly depositId: string; readonly reference: string }): Promise<void> =>
      calls.remove(`${depositPath(depositId)}/blocks/${encodeURIComponent(reference)}`),
  }
}
