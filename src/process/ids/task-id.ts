/** The one place that makes task ids (MPO's `obj_id`: 24 lower-case hex). Not for workflow code: needs node:crypto. */
import { createHash, randomFillSync } from 'node:crypto'

const TASK_ID = /^[0-9a-f]{24}$/

/**
 * The task id of a delivery: its identity.
 *
 * With a delivery key it is a hash of the addressed process (or `@alias`), the key and the ref, so that every repeat of
 * the delivery is answered with the same id without asking anyone, and two refs under one key are two tasks. Without a
 * key every delivery is new: random.
 *
 * @param addressed process id, or `@` + alias as it stood in the URL
 * @param key delivery key as sent, or null
 * @param ref what stands for the ref in ids, or null
 * @example taskIdOf('loan-approved', 'b1f0...', 'LNAC0502') // '9f86d081884c7d659a2feaa0'
 */
export function taskIdOf(addressed: string, key: string | null, ref: string | null = null): string {
  if (key === null) return randomTaskId()
  // Neither keys nor refs have control characters.
  const identity = ref === null ? `${addressed}\0${key}` : `${addressed}\0${key}\0${ref}`
  return createHash('sha256').update(`startnode:task:v1\0${identity}`).digest('hex').slice(0, 24)
}

const RANDOM_BYTES = 12
/** Drawn for many at once: a draw per webhook costs a sixth of the hot path. */
const drawn = Buffer.alloc(256 * RANDOM_BYTES)
let drawnFrom = drawn.length

/** 96 random bits; each is used once. */
function randomTaskId(): string {
  if (drawnFrom === drawn.length) {
    randomFillSync(drawn)
    drawnFrom = 0
  }
  drawnFrom += RANDOM_BYTES
  return drawn.toString('hex', drawnFrom - RANDOM_BYTES, drawnFrom)
}

/** True for 24 lower-case hex. */
export function isTaskId(text: string): boolean {
  return TASK_ID.test(text)
}
