/** Time zones by the tables of Node; no workflow may ask them itself, since they differ between versions of Node. */

const FIELDS = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const

/**
 * Seconds that a zone is east of UTC at a moment.
 *
 * @param zone e.g. `Europe/Berlin`
 * @param at Unix ms
 * @returns null where there is no such zone
 * @example zoneOffset('Europe/Berlin', 0) // 3600
 */
export function zoneOffset(zone: string, at: number): number | null {
  const format = formatOf(zone)
  if (format === null) return null
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const [year, month, day, hour, minute, second] = FIELDS.map((field) => parts.get(field) ?? 0) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const local = Date.UTC(year, month - 1, day, hour, minute, second)
  return Math.round((local - Math.floor(at / 1_000) * 1_000) / 1_000)
}

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    return null
  }
}
