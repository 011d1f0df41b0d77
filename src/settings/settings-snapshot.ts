/** Checks a snapshot that came from outside: Temporal's memo or the kept file. Only snapshots that pass are used. */
import { z } from 'zod'
import { isSealedText } from '../process/sealed-text.ts'
import { completeSnapshot, type SettingsSnapshot } from './snapshot.ts'

const sealed = z.string().refine(isSealedText)

const doors = z.object({
  generation: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .nullable(),
  accepted: z.array(
    z.object({
      pathHash: z.string().regex(/^[0-9a-f]{64}$/),
      until: z.string().nullable(),
      note: z.string(),
    }),
  ),
})

const auth = z.discriminatedUnion('type', [
  z.object({ type: z.literal('none') }),
  z.object({ type: z.literal('basic'), user: sealed, pass: sealed }),
  z.object({ type: z.literal('header'), name: z.string().min(1), value: sealed }),
])

const intake = z.object({
  paused: z.boolean(),
  perSecond: z.number().positive().nullable(),
  sources: z.array(z.string()),
  answerInvalid: z.enum(['error', 'ok']).nullable(),
  answers: z.enum(['http', 'mpo']),
  startDelayMs: z.number().int().min(0),
})

const variable = z.object({
  id: z.number().int().min(1),
  type: z.enum(['raw', 'json']),
  secret: z.boolean(),
  value: sealed,
})

// An older version has no auth, intake, aliases and variables; a broken one must not be taken for one without auth.
const snapshot = z.object({
  settingsId: z.string().min(1),
  revision: z.number().int().min(0),
  startNodes: z.record(
    z.string(),
    doors.extend({
      auth: auth.exactOptional(),
      intake: intake.exactOptional(),
      pauseRevision: z.number().int().min(0).exactOptional(),
    }),
  ),
  aliases: z
    .record(z.string(), doors.extend({ title: z.string(), process: z.string().nullable() }))
    .exactOptional(),
  variables: z.record(z.string(), variable).exactOptional(),
  nextVariableId: z.number().int().min(1).exactOptional(),
})

/** Up to 1 MiB is read several times on its way. */
const known = new WeakMap<object, SettingsSnapshot | null>()

/** The snapshot, or null when this is none; what a newer version added to it is left out. */
export function parseSettingsSnapshot(value: unknown): SettingsSnapshot | null {
  if (typeof value !== 'object' || value === null) return null
  const before = known.get(value)
  if (before !== undefined) return before
  const parsed = snapshot.safeParse(value)
  const read = parsed.success ? completeSnapshot(parsed.data) : null
  known.set(value, read)
  return read
}
