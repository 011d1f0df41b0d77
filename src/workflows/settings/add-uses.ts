import type { UrlUse, UrlUses } from '../../settings/change.ts'
import { isRecord, isTime } from '../../settings/rules/check-value.ts'
import type { SettingsSnapshot } from '../../settings/snapshot.ts'

/** More than a receiver can take between two signals; beyond, it is no count. */
const MAX_COUNT = 1_000_000_000

/**
 * Adds what a receiver counted. Only accepted URLs are counted and whatever else was sent is left out, since anyone with
 * access to the namespace can send it.
 */
export function addUses(uses: UrlUses, snapshot: SettingsSnapshot, counted: unknown): UrlUses {
  if (!isRecord(counted)) return uses
  const accepted = acceptedHashes(snapshot)
  const next: Record<string, UrlUse> = { ...uses }
  for (const [pathHash, use] of Object.entries(counted)) {
    if (!accepted.has(pathHash) || !isUse(use)) continue
    const before = next[pathHash]
    next[pathHash] = {
      count: (before?.count ?? 0) + use.count,
      lastAt: before !== undefined && before.lastAt > use.lastAt ? before.lastAt : use.lastAt,
    }
  }
  return next
}

/** The uses of URLs that are still accepted. */
export function keepUses(uses: UrlUses, snapshot: SettingsSnapshot): UrlUses {
  const accepted = acceptedHashes(snapshot)
  return Object.fromEntries(Object.entries(uses).filter(([pathHash]) => accepted.has(pathHash)))
}

function acceptedHashes({ startNodes, aliases }: SettingsSnapshot): ReadonlySet<string> {
  const lists = [...Object.values(startNodes), ...Object.values(aliases)].map(({ accepted }) => accepted)
  return new Set(lists.flat().map(({ pathHash }) => pathHash))
}

function isUse(use: unknown): use is UrlUse {
  if (!isRecord(use)) return false
  const { count, lastAt } = use
  return Number.isInteger(count) && Number(count) > 0 && Number(count) <= MAX_COUNT && isTime(lastAt)
}
