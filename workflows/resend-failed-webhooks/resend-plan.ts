import type { CommunicationMessage } from '../../activities/mambu.ts'

/** What earlier runs did for a message that is FAILED again. */
export interface ResendMemory {
  /** Resends for this reason so far. */
  readonly resends: number
  /** Resends for whatever reason. */
  readonly total: number
  /** Unix milliseconds of the last one. */
  readonly at: number
  /** Why it had failed before that. */
  readonly why: string
}

/** By key of the message. */
export type ResendMemories = Readonly<Record<string, ResendMemory>>

/** Why a message is not resent. */
export type SkipReason =
  /** Mambu would send, or refuse to send, the same once more. */
  | 'hopeless'
  /** Resent as often as may be, and failed for the same reason each time. */
  | 'given_up'
  /** Its last resend may be under way. */
  | 'under_way'
  /** The first messages of its template have just failed again, or wait for Mambu's breaker. */
  | 'template_blocked'
  /** A run resends only so many; the next one goes on. */
  | 'over_limit'

export interface ResendPlan {
  /** In the order of their creation, by template: the first of each show whether the rest has a chance. */
  readonly byTemplate: ReadonlyMap<string, readonly CommunicationMessage[]>
  readonly skipped: readonly { readonly message: CommunicationMessage; readonly reason: SkipReason }[]
}

/** Of the message itself: sent again byte for byte, it fails again. */
const HOPELESS: ReadonlySet<string> = new Set([
  'INVALID_JSON_BODY_SYNTAX',
  'MISSING_TEMPLATE_KEY',
  'MAX_MESSAGE_SIZE_LIMIT_EXCEEDED',
  'UNDEFINED_DESTINATION',
  'INVALID_HTTP_PROTOCOL',
  'BLACKLISTED_URL',
])
/** Mambu takes a resend and sends in its own time, with tries of its own. */
const UNDER_WAY_MS = 15 * 60 * 1000

/** As if so many reasons took turns. */
const MOST_REASONS = 4

/** Reason and cause, e.g. `INVALID_HTTP_RESPONSE 503`. */
export function whyFailed({ failureReason, failureCause }: CommunicationMessage): string {
  return [failureReason ?? 'unknown', failureCause].filter(Boolean).join(' ').slice(0, 200)
}

export const templateOf = ({ templateKey, event }: CommunicationMessage): string =>
  templateKey ?? event ?? 'unknown'

/**
 * Decides which messages are resent.
 *
 * @param now Unix milliseconds
 * @example planResend(failed, {}, { now: Date.now(), maxResends: 3, maxMessages: 500 }).byTemplate
 */
export function planResend(
  messages: readonly CommunicationMessage[],
  memories: ResendMemories,
  { now, maxResends, maxMessages }: { now: number; maxResends: number; maxMessages: number },
): ResendPlan {
  const byTemplate = new Map<string, CommunicationMessage[]>()
  const skipped: { message: CommunicationMessage; reason: SkipReason }[] = []
  let planned = 0
  for (const message of messages) {
    const reason = skipReasonOf(message, memories[message.key], now, maxResends)
    if (reason !== null || planned >= maxMessages) {
      skipped.push({ message, reason: reason ?? 'over_limit' })
      continue
    }
    planned += 1
    const template = templateOf(message)
    byTemplate.set(template, [...(byTemplate.get(template) ?? []), message])
  }
  return { byTemplate, skipped }
}

function skipReasonOf(
  message: CommunicationMessage,
  memory: ResendMemory | undefined,
  now: number,
  maxResends: number,
): SkipReason | null {
  if (HOPELESS.has(message.failureReason ?? '')) return 'hopeless'
  if (memory === undefined) return null
  if (now - memory.at < UNDER_WAY_MS && memory.why === whyFailed(message)) return 'under_way'
  return isSpent(memory, whyFailed(message), maxResends) ? 'given_up' : null
}

/** Another reason than before is news and gets its tries anew, but not for ever. */
export function isSpent({ resends, total, why }: ResendMemory, now: string, maxResends: number): boolean {
  return (resends >= maxResends && why === now) || total >= MOST_REASONS * maxResends
}

/** A message about to be resent. */
export function countResend(
  message: CommunicationMessage,
  memory: ResendMemory | undefined,
  at: number,
): ResendMemory {
  const why = whyFailed(message)
  return { resends: memory?.why === why ? memory.resends + 1 : 1, total: (memory?.total ?? 0) + 1, at, why }
}

/**
 * What the next run must know: nothing of messages that are no longer FAILED.
 *
 * @param failed all that were found
 * @param resent those of them that are resent now
 * @param hopeless those of them that are told once and never resent
 */
export function remember(
  before: ResendMemories,
  failed: readonly CommunicationMessage[],
  { resent, hopeless }: Readonly<Record<'resent' | 'hopeless', readonly CommunicationMessage[]>>,
  now: number,
): ResendMemories {
  const kept: Record<string, ResendMemory> = {}
  for (const { key } of failed) if (before[key]) kept[key] = before[key]
  for (const message of hopeless)
    kept[message.key] ??= { resends: 0, total: 0, at: now, why: whyFailed(message) }
  for (const message of resent) kept[message.key] = countResend(message, before[message.key], now)
  return kept
}
