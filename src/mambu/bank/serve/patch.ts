import { invalid, NO_CONTENT, type StandInAnswer } from './answer.ts'
import type { Entity } from './table.ts'

/** Never changed by a PATCH. */
const FIXED = new Set(['id', 'encodedKey', 'balances', 'creationDate'])

/**
 * Applies Mambu's patch operations, all or none.
 *
 * ADD and REPLACE put a value in place of what is there or not; REMOVE of what is not there is refused, as RFC 6902 has it.
 */
export function applyPatch(
  entity: Entity,
  operations: readonly unknown[],
  check: (field: string, value: unknown) => StandInAnswer | null = () => null,
): StandInAnswer {
  const draft = structuredClone({ ...entity })
  for (const operation of operations) {
    const { op, path, value, from } = operation as Record<string, unknown>
    const place = typeof path === 'string' ? find(draft, path) : null
    if (!place || FIXED.has(place.root)) return invalid(`path ${String(path)}`)
    if (op === 'ADD' || op === 'REPLACE') {
      const refused = place.depth === 1 ? check(place.name, value) : null
      if (refused) return refused
      put(place, value)
    } else if (op === 'REMOVE') {
      if (!take(place)) return invalid(`path ${String(path)}`)
    } else if (op === 'MOVE') {
      const source = typeof from === 'string' ? find(draft, from) : null
      const moved = source ? read(source) : undefined
      if (!source || FIXED.has(source.root) || moved === undefined) return invalid(`from ${String(from)}`)
      take(source)
      put(place, moved)
    } else return invalid(`op ${String(op)}`)
  }
  for (const field of Object.keys(entity)) if (!(field in draft)) delete entity[field]
  Object.assign(entity, draft)
  return NO_CONTENT
}

interface Place {
  readonly parent: Record<string, unknown>
  readonly name: string
  readonly root: string
  readonly depth: number
}

/** A set that is not there yet is made: its first field may be added. */
function find(root: Record<string, unknown>, pointer: string): Place | null {
  const names = pointer
    .replace(/^\//, '')
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
  const name = names.at(-1)
  if (!name || names.includes('__proto__')) return null
  let parent = root
  for (const step of names.slice(0, -1)) {
    if (parent[step] === undefined && step.startsWith('_')) parent[step] = {}
    const next = parent[step]
    if (typeof next !== 'object' || next === null) return null
    parent = next as Record<string, unknown>
  }
  return { parent, name, root: names[0] as string, depth: names.length }
}

function read({ parent, name }: Place): unknown {
  return Array.isArray(parent) ? parent[Number(name)] : parent[name]
}

function put({ parent, name }: Place, value: unknown): void {
  if (Array.isArray(parent)) {
    if (name === '-') parent.push(value)
    else parent[Number(name)] = value
  } else parent[name] = value
}

function take({ parent, name }: Place): boolean {
  if (Array.isArray(parent)) return parent.splice(Number(name), 1).length === 1
  if (!(name in parent)) return false
  delete parent[name]
  return true
}
