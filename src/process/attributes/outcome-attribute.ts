import { byteLength } from '../ids/identifier.ts'
import { nodeAttribute } from '../node-attribute.ts'

/** Bytes PostgreSQL keeps of a Keyword; a longer one makes the run invisible for ever. */
const MAX_BYTES = 255
const ELLIPSIS = '…'

/**
 * How a task ended, as the search attribute `MpoOutcome` has it: the text `outcome` of its result. It stands readable in
 * Temporal, as the ref does, so it must hold no secret.
 *
 * @param result of the process
 * @returns without control characters, cut with an ellipsis at 255 bytes; null: the process says none
 * @example outcomeOf({ outcome: 'rejected', loanId: 'L1' }) // 'rejected'
 */
export function outcomeOf(result: unknown): string | null {
  if (typeof result !== 'object' || result === null || !Object.hasOwn(result, 'outcome')) return null
  const { outcome } = result as { readonly outcome: unknown }
  return typeof outcome === 'string' ? outcomeAttribute(outcome) : null
}

/** The same of a text; null for an empty one. Letters that can't be looked for become those that look like them. */
export function outcomeAttribute(text: string): string | null {
  const value = nodeAttribute(text, byteLength(text) * 3).trim()
  if (value === '') return null
  if (byteLength(value) <= MAX_BYTES) return value
  return `${nodeAttribute(value, MAX_BYTES - byteLength(ELLIPSIS))}${ELLIPSIS}`
}
