import { z } from 'zod'
import type { Expected, MambuCalls, MambuWrite } from '../../src/mambu/client/mambu-calls.ts'
import type { MambuPage, MambuPageAt } from '../../src/mambu/client/mambu-page.ts'

/** From the bank's own currency to another. */
export interface ExchangeRate {
  readonly key: string | null
  readonly from: string | null
  readonly to: string
  readonly buy: number
  readonly sell: number
  /** ISO 8601. */
  readonly startDate: string | null
  /** Null: it holds now. */
  readonly endDate: string | null
}

export interface NewExchangeRate extends MambuWrite {
  /** ISO 4217, the bank's own currency. */
  readonly from: string
  readonly to: string
  readonly buy: number
  readonly sell: number
  /** ISO 8601 with offset. Default: Mambu's now. */
  readonly startDate?: string | undefined
}

const text = z.string().nullish()
const rate: Expected<ExchangeRate> = {
  what: 'exchange rate',
  schema: z
    .looseObject({
      encodedKey: text,
      fromCurrencyCode: text,
      toCurrencyCode: z.string(),
      buyRate: z.number(),
      sellRate: z.number(),
      startDate: text,
      endDate: text,
    })
    .transform((raw) => ({
      key: raw.encodedKey ?? null,
      from: raw.fromCurrencyCode ?? null,
      to: raw.toCurrencyCode,
      buy: raw.buyRate,
      sell: raw.sellRate,
      startDate: raw.startDate ?? null,
      endDate: raw.endDate ?? null,
    })),
}

const pathOf = (from: string) => `/currencies/${encodeURIComponent(from)}/rates`

export function currencyActivities(calls: MambuCalls) {
  return {
    /** One page of the rates from a currency to another, newest first. */
    listExchangeRates: ({
      from,
      to,
      ...at
    }: MambuPageAt & { readonly from: string; readonly to: string }): Promise<MambuPage<ExchangeRate>> =>
      calls.list(pathOf(from), at, rate, { toCurrencyCode: to }),

    createExchangeRate: ({
      taskId,
      node,
      from,
      to,
      buy,
      sell,
      startDate,
    }: NewExchangeRate): Promise<ExchangeRate> =>
      calls.post(
        { taskId, node },
        pathOf(from),
        { toCurrencyCode: to, buyRate: buy, sellRate: sell, startDate },
        rate,
      ),
  }
}
