/** One logic of a node as statements. */
import type { Field, Logic } from '../diagram.ts'
import { parseKey } from '../language/grammar/index.ts'
import { staticText } from '../language/grammar/parse-reference.ts'
import { arrayOf, callOf, type Lines, literalOf, objectOf } from './code-text.ts'
import { writeValue } from './write-text.ts'
import { unfinished, type Writing } from './writing.ts'

/** Statements, and whether what they do may fail in a way that an error exit answers. */
export interface WrittenLogic {
  readonly lines: Lines
  readonly canFail: boolean
}

/** Columns of statements and what stands before the keys of an object in them. */
const AHEAD = 8

/** Set Parameters. */
export function writeSet(writing: Writing, { fields }: Extract<Logic, { kind: 'set' }>): WrittenLogic {
  const target = 'run.data = '
  const outside = firstOutside(fields)
  if (outside !== null) {
    const what = `set ${outside.key} from ${outside.what}`
    return {
      lines: unfinished(writing, `${what}: read it here, e.g. with readState`, AHEAD - 2),
      canFail: true,
    }
  }
  const entries = plainEntries(fields, true)
  if (entries === null)
    return { lines: assign(target, callOf('mpo.set', [['run'], fieldsOf(fields)], AHEAD)), canFail: true }
  for (const { key, cast } of fields) writing.types.note(key, cast)
  return {
    lines: assign(
      target,
      objectOf(
        entries.map(({ key, lines }) => [key, lines] as const),
        AHEAD,
        'run.data',
      ),
    ),
    canFail: entries.some(({ canFail }) => canFail),
  }
}

/**
 * Fields as an object, for what is sent.
 *
 * @param all the whole data, the fields over it
 * @returns an expression; null: something in them is outside of the data
 */
export function writeFields(
  fields: readonly Field[],
  all: boolean,
  functions: boolean,
): { readonly lines: Lines; readonly canFail: boolean } | null {
  const outside = firstOutside(fields)
  if (outside !== null) return null
  const entries = plainEntries(fields, functions)
  if (entries !== null)
    return {
      lines:
        all && entries.length === 0
          ? ['run.data']
          : objectOf(
              entries.map(({ key, lines }) => [key, lines] as const),
              AHEAD,
              all ? 'run.data' : undefined,
            ),
      canFail: entries.some(({ canFail }) => canFail),
    }
  const more = functions ? [['{ functions: true }']] : []
  return {
    lines: callOf('mpo.make', [['run'], [all ? 'run.data' : '{}'], fieldsOf(fields), ...more], AHEAD),
    canFail: true,
  }
}

/** `mpo.set` and `mpo.holds` take them as the diagram has them. */
export function fieldsOf(fields: readonly Field[]): string[] {
  return arrayOf(
    fields.map(({ key, value, cast }) => literalOf({ key, value, cast }, AHEAD)),
    AHEAD,
  )
}

interface Entry {
  readonly key: string
  readonly lines: Lines
  readonly canFail: boolean
}

/** Null: a key is a path or holds references, so that they are more than an object literal can say. */
function plainEntries(fields: readonly Field[], functions: boolean): Entry[] | null {
  const entries: Entry[] = []
  for (const { key, value, cast } of fields) {
    const name = plainKey(key)
    const written = writeValue(value, cast, AHEAD, functions)
    if (name === null || !('lines' in written) || entries.some((entry) => entry.key === name)) return null
    entries.push({ key: name, ...written })
  }
  return entries
}

/** The one step that a key is; null: it is none, or one that an object literal reads otherwise. */
export function plainKey(key: string): string | null {
  const segments = parseKey(key)
  const [only] = segments ?? []
  if (segments?.length !== 1 || only === undefined || only.bracket) return null
  const name = staticText(only)
  return name === null || name === '' || name === '__proto__' ? null : name
}

export function firstOutside(
  fields: readonly Field[],
): { readonly key: string; readonly what: string } | null {
  for (const { key, value, cast } of fields) {
    const inKey = writeValue(key, 'string', 0, false)
    if ('outside' in inKey) return { key, what: inKey.outside }
    const written = writeValue(value, cast, 0, true)
    if ('outside' in written) return { key, what: written.outside }
  }
  return null
}

export function assign(target: string, lines: Lines): string[] {
  const [first = '', ...rest] = lines
  return [target + first, ...rest]
}

/** Whether Set Parameters may fail, so that its error exit can be taken at all. */
export function setCanFail(fields: readonly Field[]): boolean {
  if (firstOutside(fields) !== null) return true
  return plainEntries(fields, true)?.some(({ canFail }) => canFail) ?? true
}
