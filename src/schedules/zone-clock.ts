/** What the clock of a time zone shows, and when it shows it. */

export interface ZoneClock {
  /** What the clock shows at an instant, as ms since 1970 as if it were UTC. */
  wallOf(instant: number): number
  /** The instant at which the clock shows this, one of the two where it does so twice; what it skips it shows later. */
  instantOf(wall: number): number
}

/**
 * The clock of a zone, as Go's `time.Date` reads it, which Temporal uses.
 *
 * @param zone IANA name
 * @returns null: there is no such zone
 * @example createZoneClock('Europe/Paris')?.wallOf(0) // 3600000
 */
export function createZoneClock(zone: string): ZoneClock | null {
  const format = formatOf(zone)
  if (format === null) return null
  const wallOf = (instant: number) => {
    const parts = Object.fromEntries(
      format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
    )
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
    return Date.UTC(year, month - 1, day, hour, minute, second)
  }
  const offsetAt = (instant: number) => wallOf(instant) - Math.floor(instant / 1_000) * 1_000
  return {
    wallOf,
    instantOf(wall) {
      const guess = wall - offsetAt(wall)
      return wall - offsetAt(guess)
    },
  }
}

function formatOf(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
