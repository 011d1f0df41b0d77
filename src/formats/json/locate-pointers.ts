import { locate } from '../locate.ts'

/** A place in a text: index, and line and column from 1. */
export interface TextPlace {
  readonly index: number
  readonly line: number
  readonly column: number
}

/**
 * Finds where the values of JSON Pointers stand in a valid JSON text; a missing one stands where the nearest thing
 * around it begins. One walk, for any number of pointers. Off the hot path: it runs for what is refused anyway.
 *
 * @param text valid JSON with no key twice in one object (`parseStrictJson` took it)
 * @example locatePointers('{"a":1}', ['/a']).get('/a') // { index: 5, line: 1, column: 6 }
 */
export function locatePointers(text: string, pointers: readonly string[]): ReadonlyMap<string, TextPlace> {
  const wanted = new Set<string>([''])
  for (const pointer of pointers) {
    for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1))
      wanted.add(pointer.slice(0, end))
  }
  const found = new Map<string, number>()
  walk(text, wanted, found)
  const indexes = pointers.map((pointer) => {
    let around = pointer
    while (!found.has(around) && around !== '') around = around.slice(0, around.lastIndexOf('/'))
    return found.get(around) ?? 0
  })
  const places = locateAll(text, indexes)
  return new Map(pointers.map((pointer, at) => [pointer, places.get(indexes[at] as number) as TextPlace]))
}

/** Line and column of many places in one pass: a body of a megabyte is not read anew for each. */
function locateAll(text: string, indexes: readonly number[]): ReadonlyMap<number, TextPlace> {
  const places = new Map<number, TextPlace>()
  let [line, column, from] = [1, 1, 0]
  for (const index of [...new Set(indexes)].sort((a, b) => a - b)) {
    const moved = locate(text.slice(from, index), Number.POSITIVE_INFINITY)
    column = moved.line === 1 ? column + moved.column - 1 : moved.column
    line += moved.line - 1
    from = index
    places.set(index, { index, line, column })
  }
  return places
}

/** Notes where each wanted value begins; what stands within something unwanted is passed over. */
function walk(text: string, wanted: ReadonlySet<string>, found: Map<string, number>): void {
  const open: { pointer: string; index: number }[] = []
  let pointer = ''
  for (const match of text.matchAll(TOKEN)) {
    const [token] = match
    const parent = open.at(-1)
    if (token === '}' || token === ']') open.pop()
    else if (token === ',') {
      if (parent !== undefined && parent.index >= 0) pointer = `${parent.pointer}/${++parent.index}`
    } else if (token.endsWith(':')) {
      const key = JSON.parse(token.slice(0, -1)) as string
      pointer = `${parent?.pointer ?? ''}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    } else {
      if (wanted.has(pointer) && !found.has(pointer)) found.set(pointer, match.index)
      if (token === '{') open.push({ pointer, index: -1 })
      if (token === '[') {
        open.push({ pointer, index: 0 })
        pointer = `${pointer}/0`
      }
    }
  }
}

/** A key with its colon, a bracket, a comma, or a scalar. */
const TOKEN = /"(?:[^"\\]|\\.)*"(?:[\t\n\r ]*:)?|[{}[\],]|[^\t\n\r ,:{}[\]"]+/g
