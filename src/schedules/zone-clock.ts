/** What the clock of a time zone shows, and when it shows it. */

export interface ZoneClock {
  /** What the clock shows at an instant, as ms since 1970 as if it were UTC. */
  wallOf(instant: number): number
  /** The instant at which the clock shows this; null: it skips that hour. */
  instantOf(wall: number): number | null
}

const HOUR_MS = 3_600_000

/**
 * The clock of a zone, as Go's `time.Date` reads it, which Temporal uses: of an hour that is shown twice it takes one.
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
      const instant = wall - offsetAt(guess)
      // Go and Temporal compare the hour: a clock that skips less than one goes on within it
      return Math.floor(wallOf(instant) / HOUR_MS) === Math.floor(wall / HOUR_MS) ? instant : null
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
