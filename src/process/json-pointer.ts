/** JSON Pointers (RFC 6901), in both directions. Reads own properties only, so that data never reaches a prototype. */

/**
 * The value a JSON Pointer points at, or undefined when nothing is there.
 *
 * @param pointer '' is the whole value; `~1` stands for '/', `~0` for '~'
 * @example readPointer({ loan: { id: 'L1' } }, '/loan/id') // 'L1'
 */
export function readPointer(value: unknown, pointer: string): unknown {
  if (pointer === '') return value
  let here = value
  for (const part of pointer.slice(1).split('/')) {
    if (typeof here !== 'object' || here === null) return undefined
    const key = part.includes('~') ? part.replaceAll('~1', '/').replaceAll('~0', '~') : part
    if (Array.isArray(here) && !ARRAY_INDEX.test(key)) return undefined
    if (!Object.hasOwn(here, key)) return undefined
    here = (here as Record<string, unknown>)[key]
  }
  return here
}

/**
 * Writes a path of keys and indexes as a JSON Pointer.
 *
 * @example pointerOf(['items', 0, 'a/b']) // '/items/0/a~1b'
 */
export function pointerOf(path: readonly PropertyKey[]): string {
  let pointer = ''
  for (const part of path) pointer += `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`
  return pointer
}

/** RFC 6901 section 4: no leading zeros, and `length` is not an element. */
const ARRAY_INDEX = /^(0|[1-9][0-9]*)$/
