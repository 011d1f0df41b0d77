import { z } from 'zod'
import { isDecimal } from '../../src/process/decimal.ts'
import { startNode } from '../../src/start-node/start-node.ts'
import type { currencyRates } from './currency-rates.ts'

const currency = z.string().regex(/^[A-Z]{3}$/, 'is no ISO 4217 code')

/** Start node of `currency-rates`, for `startnode schedule set currency-rates --data rates.json`. */
export default startNode<typeof currencyRates>('currency-rates', {
  title: 'Currency rates',
  input: z.strictObject({
    base: currency,
    currencies: z.array(currency).min(1).max(50),
    max_change_percent: z
      .string()
      .refine((text) => isDecimal(text) && Number(text) > 0, 'is no decimal above 0, e.g. "5"'),
    max_age_days: z.int().min(1).max(30).optional(),
    decide_within_hours: z.int().min(1).max(168).optional(),
  }),
  refusals: ['incomplete', 'stale', 'unavailable'],
})
