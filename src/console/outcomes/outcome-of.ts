/** How tasks ended, in words, in colours and as a link. Pure. */
import type { EndedCount } from '../api/views.ts'

const WORDS = {
  completed: 'completed',
  failed: 'failed',
  canceled: 'cancelled',
  terminated: 'terminated',
  'timed-out': 'timed out',
} as const
/** In the URL of the list, for tasks that ended without a word. */
const NO_OUTCOME = '(none)'
/** Colours of outcomes; whether one is good or bad only its process knows. */
const HUES = 6

/** @example tellEnded({ state: 'completed', endedAs: 'rejected', tasks: 2 }) // 'rejected' */
export function tellEnded({ state, endedAs }: Pick<EndedCount, 'state' | 'endedAs'>): string {
  return endedAs ? endedAs : WORDS[state]
}

/** The list of exactly these tasks. @param ended `24h`, `7d` or a day */
export function endedPath(process: string, { state, endedAs }: EndedCount, ended: string): string {
  const query = new URLSearchParams({ state, ended })
  if (endedAs !== null) query.set('outcome', endedAs === '' ? NO_OUTCOME : endedAs)
  return `/processes/${encodeURIComponent(process)}/tasks?${query}`
}

/** What the style sheet knows: `bad`, `warning`, `good`, or the hue of an outcome, the same wherever it is shown. */
export function hueOf({ state, endedAs }: Pick<EndedCount, 'state' | 'endedAs'>): string {
  if (state === 'failed' || state === 'timed-out' || state === 'terminated') return 'bad'
  if (state === 'canceled') return 'warning'
  if (!endedAs) return 'good'
  let sum = 0
  for (const letter of endedAs) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9_973
  return String(sum % HUES)
}
