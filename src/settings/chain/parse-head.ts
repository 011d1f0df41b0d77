/** The shape of a head that came from outside: Temporal's memo, an Update, a file, another process. Says nothing of its seal. */
import { z } from 'zod'
import { parseSettingsSnapshot } from '../settings-snapshot.ts'
import type { SettingsSnapshot } from '../snapshot.ts'
import type { HeadMeta, SettingsHead } from './head.ts'

const meta = z.object({
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  entry: z.looseObject({
    at: z.string(),
    actor: z.string(),
    op: z.string(),
    on: z.string(),
    detail: z.string().nullable(),
    revision: z.number(),
    proved: z.literal(true),
    refused: z.literal(false),
    seal: z.string(),
  }),
  past: z.string().regex(/^(?:[0-9a-f]{32}){0,1000}$/),
  givenUp: z.array(z.string().regex(/^[0-9a-f]{32}$/)).max(100),
  seal: z.string().regex(/^[0-9a-f]{64}$/),
})

/**
 * Puts a head together from its content and the part beside it.
 *
 * @returns null when the two are no head
 */
export function parseHead(content: unknown, beside: unknown): SettingsHead | null {
  const read = parseMeta(beside)
  if (read === null || parseSettingsSnapshot(content) === null) return null
  return { content: content as SettingsSnapshot, ...read }
}

/** The part beside the content; null when it is none. */
export function parseMeta(beside: unknown): HeadMeta | null {
  const parsed = meta.safeParse(beside)
  return parsed.success ? (parsed.data as unknown as HeadMeta) : null
}

/** The settings of a head, completed to what this version knows. */
export function snapshotOfHead({ content }: SettingsHead): SettingsSnapshot {
  const snapshot = parseSettingsSnapshot(content)
  if (snapshot === null) throw new Error('A head must be parsed before it is used')
  return snapshot
}
