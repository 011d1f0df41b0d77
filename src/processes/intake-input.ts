import { isIP } from 'node:net'
import { z } from 'zod'

/** An address, or a range as address/bits. */
const source = z.string().refine(isSource, 'must be an IP address or a range like 10.0.0.0/8')

/** What can be set about the intake of a process; what is left out stays. */
export const intakeInput = z
  .strictObject({
    paused: z.boolean(),
    perSecond: z
      .number()
      .positive()
      .max(1_000_000)
      .nullable()
      .describe('Deliveries per second and receiver; null: no limit'),
    sources: z.array(source).max(200).describe('Addresses or CIDR ranges that may call; empty: all'),
    answerInvalid: z.enum(['error', 'ok']).nullable().describe('null: as the Start node in code says'),
    answers: z.enum(['http', 'mpo']).describe('mpo: business errors on HTTP 200'),
    startDelayMs: z.number().int().min(0).max(31_536_000_000),
  })
  .partial()
  .transform((intake) =>
    Object.fromEntries(Object.entries(intake).filter(([, value]) => value !== undefined)),
  )

/** True for an IPv4 or IPv6 address, alone or with a prefix length. */
export function isSource(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}
