import type { AuditEntry } from '../../settings/change.ts'

/** Newest proved changes kept, and apart from them the unproved, so that a flood of these can't push those out. */
const KEPT = { proved: 1_000, unproved: 100 } as const

/** Adds one entry; past the limit of its kind the oldest entry of that kind goes. */
export function recordAudit(audit: readonly AuditEntry[], entry: AuditEntry): AuditEntry[] {
  const next = [...audit, entry]
  const limit = entry.proved ? KEPT.proved : KEPT.unproved
  if (next.filter(({ proved }) => proved === entry.proved).length <= limit) return next
  next.splice(
    next.findIndex(({ proved }) => proved === entry.proved),
    1,
  )
  return next
}
