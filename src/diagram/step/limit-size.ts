/** Data that no payload of Temporal can carry would let a task stand for ever: the node that makes it fails. */

import type { Logic } from '../diagram.ts'
import { DEEPEST } from '../language/index.ts'
import type { LogicFailure, Move } from './effect.ts'
import { LogicFailed } from './interrupt.ts'
import { tagPrefixOf } from './mark-failure.ts'
import type { Place } from './place.ts'

/** Bytes of JSON: what may come by a direct URL fits, and Temporal's 2 MiB are not reached. MPO's limit is 128,000. */
const MAX_BYTES = 1_572_864
/** Bytes that one character of a text may take in JSON: `\u0000`. */
const WIDEST = 6
const encoder = new TextEncoder()
/** Measures of smaller values are not kept. */
const WORTH_KEEPING = 200

/** What a value is at most in JSON. */
interface Measure {
  /** No less than a sixth of its bytes. */
  readonly characters: number
  /** Levels of objects and arrays; a text or number has none. */
  readonly levels: number
}

/** Values never change, and most of the data of a step is that of the one before. */
const kept = new WeakMap<object, Measure>()
const knownBytes = new WeakMap<object, number>()

/**
 * @throws LogicFailed when the data of the move, or what its effect sends, is too large or nests too deep
 */
export function limitSize(before: Place, logic: Logic | null, move: Move): Move {
  if (move.kind === 'go' && move.place.data !== before.data) refuseLarge(logic, move.place.data, 'the data')
  // A script has limits of its own, and its data goes no further than its worker
  if (move.kind === 'effect' && move.effect.kind !== 'code') refuseLarge(logic, move.effect, 'what it sends')
  return move
}

function refuseLarge(logic: Logic | null, value: unknown, what: string): void {
  // Counting characters is cheap, and hardly any task comes near
  const { characters, levels } = measure(value, 0)
  if (levels > DEEPEST) throw new LogicFailed(tooDeep(logic, what))
  if (characters * WIDEST <= MAX_BYTES) return
  const bytes = bytesOf(value)
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

/** JSON.stringify, and whatever else looks into a value, would end the stack of its worker, again and again. */
function tooDeep(logic: Logic | null, what: string): LogicFailure {
  const tag = logic === null ? 'budget' : `${tagPrefixOf(logic)}_budget`
  return { type: 'software', tag, description: `${what} nests more than ${DEEPEST} deep` }
}

/** @param above levels around it; beyond the deepest nothing more is looked at */
function measure(value: unknown, above: number): Measure {
  if (typeof value === 'string') return { characters: value.length + 2, levels: 0 }
  if (typeof value !== 'object' || value === null) return { characters: 24, levels: 0 }
  const known = kept.get(value)
  if (known !== undefined) return known
  let [characters, levels] = [2, 1]
  if (above > DEEPEST) return { characters, levels }
  const add = (item: unknown, beside: number) => {
    const inner = measure(item, above + 1)
    characters += inner.characters + beside
    levels = Math.max(levels, inner.levels + 1)
  }
  if (Array.isArray(value)) for (const item of value) add(item, 1)
  else for (const [key, item] of Object.entries(value)) add(item, key.length + 4)
  const measured = { characters, levels }
  // One that was not looked at to its end is refused, whatever it is within
  if (characters > WORTH_KEEPING && above + levels <= DEEPEST) kept.set(value, measured)
  return measured
}

/** Bytes of its JSON. */
function bytesOf(value: unknown): number {
  if (typeof value !== 'object' || value === null)
    return encoder.encode(JSON.stringify(value) ?? 'null').length
  const known = knownBytes.get(value)
  if (known !== undefined) return known
  const sizes = Array.isArray(value)
    ? value.map(bytesOf)
    : Object.entries(value).flatMap(([key, item]) =>
        item === undefined ? [] : bytesOf(key) + 1 + bytesOf(item),
      )
  const size = sizes.reduce((sum, one) => sum + one + 1, 1 + Number(sizes.length === 0))
  if (size > WORTH_KEEPING) knownBytes.set(value, size)
  return size
}
