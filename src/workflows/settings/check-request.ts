import { isProcessId } from '../../process/process-id.ts'
import type { ChangeRequest } from '../../start-node/change.ts'

const GENERATION = /^[0-9a-f]{32}$/
const SHA256 = /^[0-9a-f]{64}$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ACTOR = /^[^\u0000-\u001f\u007f]{1,200}$/
/** Paths of one overlap: 6 per signing key. */
const MAX_PATH_HASHES = 120

/**
 * Checks the argument of the Update, which anyone with access to the namespace can send.
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

function checkChange(change: unknown): string | null {
  if (!isRecord(change)) return 'change must be an object { op, process, ... }'
  if (typeof change.process !== 'string' || !isProcessId(change.process))
    return 'process must be a process id'
  switch (change.op) {
    case 'disableUrl':
      return null
    case 'enableUrl':
      return checkGeneration(change.generation)
    case 'rotateUrl':
      return checkGeneration(change.generation) ?? checkOverlap(change.overlap)
    default:
      return `These settings know no change '${String(change.op)}': is the worker older than the sender?`
  }
}

function checkGeneration(generation: unknown): string | null {
  return typeof generation === 'string' && GENERATION.test(generation)
    ? null
    : 'generation must be 32 lower-case hex'
}

function checkOverlap(overlap: unknown): string | null {
  if (overlap === null) return null
  if (!isRecord(overlap)) return 'overlap must be { until, pathHashes } or null'
  const { until, pathHashes } = overlap
  if (typeof until !== 'string' || new Date(until).getTime() !== Date.parse(until) || !until.endsWith('Z')) {
    return 'until must be an ISO time in UTC'
  }
  const fine =
    Array.isArray(pathHashes) &&
    pathHashes.length > 0 &&
    pathHashes.length <= MAX_PATH_HASHES &&
    pathHashes.every((hash) => typeof hash === 'string' && SHA256.test(hash))
  return fine ? null : `pathHashes must be 1 to ${MAX_PATH_HASHES} lower-case hex SHA-256`
}

function isProof(proof: unknown): boolean {
  return isRecord(proof) && Number.isSafeInteger(proof.baseRevision) && typeof proof.hmac === 'string'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
