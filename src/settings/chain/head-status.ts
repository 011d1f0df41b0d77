import { z } from 'zod'

const hash = z.string().regex(/^[0-9a-f]{32}$/)

/** What a command asks a receiver before it signs the next head. */
export const headStatus = z.object({
  namespace: z.string(),
  settingsId: z.string().nullable(),
  revision: z.number().nullable(),
  hash: hash.nullable().describe('Names the head; null: not signed'),
  changedAt: z.string().nullable().describe('Time of the last signed change'),
  staleSince: z.string().nullable(),
  alarm: z.object({ code: z.string(), message: z.string() }).nullable(),
  inForce: z.boolean().describe('False: requests are answered 503'),
  past: z.string().describe('Hashes of the heads before, newest first'),
  givenUp: z.array(hash),
  stops: z
    .object({ off: z.record(z.string(), z.string()), paused: z.record(z.string(), z.number()) })
    .describe('Switched off or paused without a signature'),
})

export type HeadStatus = z.output<typeof headStatus>
