import type { Condition } from '../diagram.ts'
import { arrayOf, callOf, indent, literalOf, quote } from './code-text.ts'
import { WIDTH } from './conversion.ts'
import { constantOf, writePath, writeValue } from './write-text.ts'
import { unfinished, type Writing } from './writing.ts'

/**
 * A block of conditions and what is done where all of them hold.
 *
 * @param then one statement, e.g. `return 'pay'`
 * @param name of a constant, where the conditions are too long for a line
 * @param column of the statement
 */
export function writeIf(
  writing: Writing,
  conditions: readonly Condition[],
  then: string,
  name: string,
  column: number,
): string[] {
  if (conditions.length === 0) return []
  const outside = conditions.flatMap(outsideOf)
  if (outside.length > 0)
    return unfinished(
      writing,
      `compare with ${outside.join(', ')}: read it here, e.g. with readState`,
      column,
    )
  const parts = conditions.map(writeCondition)
  if (parts.includes(null)) {
    const all = conditions.map(({ param, operator, value, cast }) =>
      literalOf({ param, operator, value, cast }, column + 4),
    )
    const call = callOf('mpo.holds', [['run'], arrayOf(all, column + 2)], column + name.length + 9)
    const [first = '', ...rest] = call
    return [`const ${name} = ${first}`, ...rest, `if (${name}) ${then}`]
  }
  const joined = parts.join(' && ')
  const flat = `if (${joined}) ${then}`
  if (column + flat.length <= WIDTH) return [flat]
  const assigned = `const ${name} = ${joined}`
  if (column + assigned.length <= WIDTH) return [assigned, `if (${name}) ${then}`]
  const isShort = column + 2 + joined.length <= WIDTH
  const next = isShort
    ? [joined]
    : parts.map((part, at) => (at < parts.length - 1 ? `${part} &&` : `${part}`))
  return [`const ${name} =`, ...indent(next), `if (${name}) ${then}`]
}

/** Null: more than a comparison with a constant. */
function writeCondition({ param, operator, value, cast }: Condition): string | null {
  if (param.includes('{{') || param.trimStart().startsWith('$.')) return null
  const left = writePath(param.trim())
  const right = constantOf(value, cast)
  if (left === null || right === null) return null
  const [constant, ...more] = literalOf(right, 0)
  return more.length > 0 ? null : `mpo.is(${left}, ${quote(operator)}, ${constant})`
}

function outsideOf({ param, value, cast }: Condition): string[] {
  return [
    writeValue(param.includes('{{') ? param : `{{${param}}}`, 'string', 0, true),
    writeValue(value, cast, 0, true),
  ].flatMap((written) => ('outside' in written ? [written.outside] : []))
}
