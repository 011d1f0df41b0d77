/**
 * Slows down who guesses passwords. Counts failures in windows of 15 minutes: few per user and source together, more
 * per source and per user alone, so that neither one sender nor many can try long. What strangers do locks nobody out from
 * where he has logged in before: there his own failures count alone.
 */
const WINDOW_MS = 15 * 60_000
const LIMITS = { pair: 5, source: 20, user: 50 } as const
/** Bounds the memory that strangers can take. */
const MAX_ENTRIES = 20_000
/** How long a network is one from which a user has logged in, ms; as many pairs are kept. */
const KNOWN_MS = 30 * 24 * 60 * 60_000
const MAX_KNOWN = 5_000

interface Window {
  failures: number
  readonly endsAt: number
}

export interface LoginLimiter {
  /** Seconds until this user may try again from there; 0: now. */
  waitSeconds(user: string, source: string): number
  failed(user: string, source: string): void
  /** Forgets the failures of this user from there, and knows him there from now on. */
  succeeded(user: string, source: string): void
}

/** @param now default: the clock, ms */
export function createLoginLimiter(now: () => number = Date.now): LoginLimiter {
  const windows = new Map<string, Window>()
  /** Pairs of user and network, with when they were last good; the longest unused first. */
  const known = new Map<string, number>()
  const keysOf = (user: string, address: string) => {
    const source = networkOf(address)
    return [
      [`pair\0${user}\0${source}`, LIMITS.pair],
      [`source\0${source}`, LIMITS.source],
      [`user\0${user}`, LIMITS.user],
    ] as const
  }

  function live(key: string): Window | undefined {
    const window = windows.get(key)
    if (window && window.endsAt <= now()) {
      windows.delete(key)
      return undefined
    }
    return window
  }

  return {
    waitSeconds(user, source) {
      const keys = keysOf(user, source)
      const isKnown = (known.get(keys[0][0]) ?? Number.NEGATIVE_INFINITY) > now() - KNOWN_MS
      const waits = (isKnown ? keys.slice(0, 1) : keys).map(([key, limit]) => {
        const window = live(key)
        return window && window.failures >= limit ? window.endsAt - now() : 0
      })
      return Math.ceil(Math.max(...waits) / 1_000)
    },
    failed(user, source) {
      for (const [key] of keysOf(user, source)) {
        const window = live(key)
        if (window) window.failures += 1
        else windows.set(key, { failures: 1, endsAt: now() + WINDOW_MS })
      }
      // The oldest go first: a map keeps the order of insertion.
      for (const key of windows.keys()) {
        if (windows.size <= MAX_ENTRIES) break
        windows.delete(key)
      }
    },
    succeeded(user, source) {
      const [pair] = keysOf(user, source)[0]
      windows.delete(pair)
      known.delete(pair)
      known.set(pair, now())
      for (const oldest of known.keys()) {
        if (known.size <= MAX_KNOWN) break
        known.delete(oldest)
      }
    },
  }
}

/** Whoever has one address of IPv6 has all of its /64 (RFC 6177); those of IPv4 stay as they are. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address
  const [left = [], right] = address.split('::').map((half) => (half === '' ? [] : half.split(':')))
  const zeros = Math.max(0, 8 - left.length - (right?.length ?? 0))
  const groups = right === undefined ? left : [...left, ...new Array<string>(zeros).fill('0'), ...right]
  return `${groups.slice(0, 4).join(':')}::/64`
}
