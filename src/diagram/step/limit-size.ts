/** Data that no payload of Temporal can carry would let a task stand for ever: the node that makes it fails. */

import type { Logic } from '../diagram.ts'
import type { Move } from './effect.ts'
import { LogicFailed } from './interrupt.ts'
import { tagPrefixOf } from './mark-failure.ts'
import type { Place } from './place.ts'

/** Bytes of JSON: what may come by a direct URL fits, and Temporal's 2 MiB are not reached. MPO's limit is 128,000. */
const MAX_BYTES = 1_572_864
/** Bytes that one character of a text may take in JSON: `\u0000`. */
const WIDEST = 6

/**
 * @throws LogicFailed when the data of the move, or what its effect sends, is too large
 */
export function limitSize(before: Place, logic: Logic | null, move: Move): Move {
  if (move.kind === 'go' && move.place.data !== before.data) refuseLarge(logic, move.place.data, 'the data')
  // A script has limits of its own, and its data goes no further than its worker
  if (move.kind === 'effect' && move.effect.kind !== 'code') refuseLarge(logic, move.effect, 'what it sends')
  return move
}

function refuseLarge(logic: Logic | null, value: unknown, what: string): void {
  // Counting characters is cheap, and hardly any task comes near
  if (countCharacters(value) * WIDEST <= MAX_BYTES) return
  const bytes = new TextEncoder().encode(JSON.stringify(value)).length
  if (bytes <= MAX_BYTES) return
  throw new LogicFailed({
    type: 'software',
    tag: tagOf(logic),
    description: `Max available task size: ${MAX_BYTES} bytes, ${what} has ${bytes}`,
  })
}

/** As MPO calls it where that is known (facts: mpo.md 4); of the others by the same pattern. */
function tagOf(logic: Logic | null): string {
  if (logic === null) return 'task_size_overflow_limit'
  if (logic.kind === 'call') return 'rpc_task_size_overflow'
  if (logic.kind === 'copy') return 'copy_task_size_overflow_limit'
  return `${tagPrefixOf(logic)}_task_size_overflow_limit`
}

/** No less than a sixth of the bytes of its JSON. */
function countCharacters(value: unknown): number {
  if (typeof value === 'string') return value.length + 2
  if (typeof value !== 'object' || value === null) return 24
  let count = 2
  if (Array.isArray(value)) for (const item of value) count += countCharacters(item) + 1
  else for (const [key, item] of Object.entries(value)) count += key.length + 4 + countCharacters(item)
  return count
}
