/**
 * The proof of a decision: an HMAC that only a holder of a signing key can make, over who decided what, on which task, by
 * which signal. Its label differs from those of URLs and changes, so none passes for another.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { type DecisionClaim, type DecisionProof, readProof } from '../process/decision.ts'
import { sortKeys } from './sort-keys.ts'

/**
 * The payload with a proof in it; one that it had is replaced.
 *
 * @param key the first signing key
 * @param actor who decides, e.g. `api:bob`; the caller has seen to it
 */
export function signDecision(key: Buffer, claim: DecisionClaim, actor: string): DecisionClaim['payload'] {
  const unsigned = { id: randomBytes(16).toString('hex'), actor, at: new Date().toISOString() }
  return { ...claim.payload, proof: { ...unsigned, hmac: macOf(key, claim, unsigned).toString('hex') } }
}

/** The proof in the payload, if one of the keys made it for just this decision; else null. All keys are tried, in constant time. */
export function verifyDecision(keys: readonly Buffer[], claim: DecisionClaim): DecisionProof | null {
  const proof = readProof(claim.payload)
  if (proof === null || !/^[0-9a-f]{64}$/.test(proof.hmac)) return null
  const given = Buffer.from(proof.hmac, 'hex')
  let valid = false
  for (const key of keys) if (timingSafeEqual(macOf(key, claim, proof), given)) valid = true
  return valid ? proof : null
}

function macOf(key: Buffer, claim: DecisionClaim, { id, actor, at }: Omit<DecisionProof, 'hmac'>): Buffer {
  const { workflowId, firstRunId, signal, payload } = claim
  const { proof: _, ...decided } = payload
  // One array around it: no text can move from one place to another.
  const text = JSON.stringify([workflowId, firstRunId, signal, sortKeys(decided), actor, id, at])
  return createHmac('sha256', key).update(`startnode:decision:v1:${text}`).digest()
}
