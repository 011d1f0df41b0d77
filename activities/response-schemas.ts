/** What your API calls expect as answer, by the name they give as `response`. Checked in the activity. */
import { type ZodType, z } from 'zod'

/** A decimal above zero, as text or number. */
const rate = z.union([
  z.number().positive(),
  z
    .string()
    .max(30)
    .regex(/^\d+(?:\.\d+)?$/),
])

/** @example { score: z.object({ score: z.number().int() }) } */
export const responseSchemas: Readonly<Record<string, ZodType>> = {
  /** A payment at the bank (loan-disbursement). */
  bankPayment: z.object({
    status: z.enum(['RECEIVED', 'HELD', 'SETTLED', 'REJECTED', 'CANCELLED']),
    reason: z.string().max(300).optional(),
  }),
  /** A search for a client in lists of sanctions and the like (client-onboarding). */
  amlSearch: z.object({
    id: z.string().max(100),
    status: z.enum(['no_match', 'potential_match']),
    risk: z.enum(['low', 'medium', 'high']),
    flags: z.array(z.string().max(60)).max(20).default([]),
    share_url: z.url().max(500).optional(),
  }),
  /** Rates of a day from one currency to others (currency-rates). */
  exchangeRates: z.object({
    base: z.string().regex(/^[A-Z]{3}$/),
    date: z.iso.date(),
    rates: z.record(z.string().regex(/^[A-Z]{3}$/), z.object({ buy: rate, sell: rate })),
  }),
}
