/** Events as careless senders make them, from a seed: keys reused across refs and bodies, bad bodies that are mended. */

export const PROCESSES = [
  'plain-events',
  'kept-events',
  'signalled-events',
  'replied-events',
  'paid-events',
] as const
/** Whose input has a ref that counts. */
export const WITH_REF: readonly string[] = ['kept-events', 'signalled-events']

export interface StressEvent {
  readonly process: (typeof PROCESSES)[number]
  readonly key: string | null
  /** Where the process reads one, and the body is not broken. */
  readonly ref: string | null
  readonly body: string
  /** True: this receiver is sent it first, of two. */
  readonly first: boolean
}

const REFS = 5
/** Reused while they are young. */
const RECENT = 12

/** The same numbers for the same seed, 0 to 1 (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** @param name begins every key and ref, so that runs do not meet */
export function makeEvents(seed: number, count: number, name: string): StressEvent[] {
  const random = createRandom(seed)
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T
  const drawn = new Map<string, string[]>()
  const events: StressEvent[] = []

  function drawKey(process: string): string | null {
    const dice = random()
    const keys = drawn.get(process) ?? []
    drawn.set(process, keys)
    if (dice < 0.1) return null
    if (dice < 0.55 && keys.length > 0) return pick(keys.slice(-RECENT))
    const key = `${name}-${process}-${keys.length}`
    keys.push(key)
    return key
  }

  function draw(): StressEvent {
    if (events.length > 0 && random() < 0.2) return { ...pick(events.slice(-RECENT)), first: random() < 0.5 }
    const process = pick(PROCESSES)
    const key = drawKey(process)
    const ref = `${name}-r${Math.floor(random() * REFS)}`
    // Without a key nothing but the body tells one unknown request from another.
    const n = key === null ? 1_000 + events.length : Math.floor(random() * 3)
    const first = random() < 0.5
    const named = WITH_REF.includes(process) ? ref : null
    const dice = random()
    if (dice < 0.06) return { process, key, ref: null, body: `{"ref":"${ref}","n":${n},}`, first }
    if (dice < 0.2) return { process, key, ref: named, body: JSON.stringify({ ref, n: `no ${n}` }), first }
    return { process, key, ref: named, body: JSON.stringify({ ref, n }), first }
  }

  while (events.length < count) {
    const event = draw()
    events.push(event)
    // Refused, its sender mends it, maybe at the other receiver.
    if (event.body.includes('no ') && random() < 0.6) {
      const { ref, n } = JSON.parse(event.body) as { ref: string; n: string }
      const body = JSON.stringify({ ref, n: Number(n.slice(3)) })
      events.push({ ...event, body, first: random() < 0.5 })
    }
  }
  return events
}
