/** Checks a snapshot that came from outside: Temporal's memo or the kept file. Only snapshots that pass are used. */
import { z } from 'zod'
import type { SettingsSnapshot } from './snapshot.ts'

const accepted = z.object({
  pathHash: z.string().regex(/^[0-9a-f]{64}$/),
  until: z.string().nullable(),
  note: z.string(),
})

const snapshot = z.object({
  settingsId: z.string().min(1),
  revision: z.number().int().min(0),
  startNodes: z.record(
    z.string(),
    z.object({
      generation: z
        .string()
        .regex(/^[0-9a-f]{32}$/)
        .nullable(),
      accepted: z.array(accepted),
    }),
  ),
})

/** The snapshot, or null when this is none; what a newer version added to it is left out. */
export function parseSettingsSnapshot(value: unknown): SettingsSnapshot | null {
  const parsed = snapshot.safeParse(value)
  return parsed.success ? parsed.data : null
}
