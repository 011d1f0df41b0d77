import type { ChangeRequest } from '../../settings/change.ts'
import { checkChange } from '../../settings/rules/check-change.ts'
import { isRecord } from '../../settings/rules/check-value.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ACTOR = /^[^\u0000-\u001f\u007f]{1,200}$/

/**
 * Checks the argument of the Update, which anyone with access to the namespace can send. What is refused here leaves no
 * trace in the history, so a secret sent in clear by mistake is not kept either.
 *
 * @returns what is wrong in plain words, or null
 */
export function checkRequest(request: unknown): string | null {
  if (!isRecord(request)) return 'The argument must be one object { change, actor, proof }'
  const { change, actor, proof } = request as Partial<Record<keyof ChangeRequest, unknown>>
  if (typeof actor !== 'string' || !ACTOR.test(actor)) {
    return 'actor must be a text of 1 to 200 characters without control characters'
  }
  if (proof !== null && proof !== undefined && !isProof(proof))
    return 'proof must be { baseRevision, hmac } or null'
  return checkChange(change)
}

function isProof(proof: unknown): boolean {
  return isRecord(proof) && Number.isSafeInteger(proof.baseRevision) && typeof proof.hmac === 'string'
}
