/** What a campaign does, drawn from its seed alone: pure, so that the same seed is the same plan on every machine. */
import { createRandom } from './events.ts'

export type Part = 'receiver-0' | 'receiver-1' | 'worker' | 'temporal' | 'database'
export type NetworkMode = 'hangs' | 'loses' | 'late' | 'refuses'

/** One fault. All times in ms. */
export type Fault =
  | { readonly kind: 'kill' | 'end'; readonly parts: readonly Part[] }
  | { readonly kind: 'freeze'; readonly parts: readonly Part[]; readonly forMs: number }
  | { readonly kind: 'network'; readonly receiver: 0 | 1; readonly mode: NetworkMode; readonly forMs: number }
  | { readonly kind: 'clock'; readonly receiver: 0 | 1; readonly shiftMs: number }
  | { readonly kind: 'deploy' }
  | { readonly kind: 'damage'; readonly receiver: 0 | 1; readonly how: 'cut' | 'text' | 'empty' }
  | { readonly kind: 'disk' | 'fill'; readonly receiver: 0 | 1 }
  | { readonly kind: 'old-folder' | 'read-only'; readonly receiver: 0 | 1 }
  | { readonly kind: 'worker-clock'; readonly shiftMs: number }
  /** Temporal from an older copy; `revoke`: the settings were changed since. */
  | { readonly kind: 'restore'; readonly since: 'deliveries' | 'revoke' }
  | { readonly kind: 'settings'; readonly change: 'rotate' | 'revoke' | 'pause' | 'variable' }

export interface Plan {
  readonly seed: number
  readonly isEncrypted: boolean
  /** Its workers are builds of a deployment; a deploy is the next build, and the old one keeps its tasks. */
  readonly isVersioned: boolean
  readonly faults: readonly Fault[]
}

/** Seeds up to here draw from the kinds that were there when they first ran, so that they stay what they were. */
const FIRST_KINDS_UNTIL = 100
const SHIFTS_MS = [-600_000, 600_000, 86_400_000, -86_400_000]

/**
 * @param parts what can be killed: `database` only where there is one
 * @param count faults, at least 1
 * @example makePlan(7, ['receiver-0', 'receiver-1', 'worker', 'temporal'], 5).faults // always the same five
 */
export function makePlan(seed: number, parts: readonly Part[], count: number): Plan {
  const random = createRandom(seed + 2_000_000)
  const hasLaterKinds = seed > FIRST_KINDS_UNTIL
  const isVersioned = hasLaterKinds && seed % 3 === 0
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T
  const receiver = () => (random() < 0.5 ? 0 : 1)
  const some = () => {
    const dice = random()
    const several = parts.filter(() => random() < 0.5)
    return dice < 0.7 || several.length === 0 ? [pick(parts)] : several
  }

  function drawLater(): Fault {
    const dice = random()
    if (dice < 0.4) return { kind: 'restore', since: random() < 0.5 ? 'deliveries' : 'revoke' }
    if (dice < 0.6) return { kind: 'worker-clock', shiftMs: pick(SHIFTS_MS) }
    if (dice < 0.8) return { kind: 'read-only', receiver: receiver() }
    return { kind: 'deploy' }
  }

  function draw(): Fault {
    if (hasLaterKinds && random() < 0.5) return drawLater()
    const dice = random()
    if (dice < 0.3) return { kind: 'kill', parts: some() }
    if (dice < 0.38) return { kind: 'end', parts: some() }
    if (dice < 0.48) return { kind: 'freeze', parts: some(), forMs: 500 + Math.floor(random() * 3_500) }
    if (dice < 0.66) {
      const mode = pick<NetworkMode>(['hangs', 'loses', 'late', 'refuses'])
      return { kind: 'network', receiver: receiver(), mode, forMs: 500 + Math.floor(random() * 3_500) }
    }
    if (dice < 0.72) return { kind: 'clock', receiver: receiver(), shiftMs: pick(SHIFTS_MS) }
    if (dice < 0.76) return { kind: 'deploy' }
    if (dice < 0.8)
      return { kind: 'damage', receiver: receiver(), how: pick(['cut', 'text', 'empty'] as const) }
    if (dice < 0.84) return { kind: random() < 0.5 ? 'fill' : 'disk', receiver: receiver() }
    if (dice < 0.88) return { kind: 'old-folder', receiver: receiver() }
    return { kind: 'settings', change: pick(['rotate', 'revoke', 'pause', 'variable'] as const) }
  }

  const faults = Array.from({ length: count }, draw)
  // What it is versioned for
  if (isVersioned && !faults.some(({ kind }) => kind === 'deploy'))
    faults[Math.floor(random() * count)] = { kind: 'deploy' }
  return { seed, isEncrypted: seed % 2 === 0, isVersioned, faults }
}

/** For the report: `kill receiver-0 temporal`. */
export function tellFault(fault: Fault): string {
  const { kind, ...rest } = fault
  return [kind, ...Object.values(rest).flat()].join(' ')
}
