import { isStartnodeError, StartnodeError } from '../../errors/startnode-error.ts'
import { readEditedFile } from '../../formats/edited-text.ts'
import type { TemplateValues } from '../../mambu/template/render-template.ts'

/**
 * Reads the values of placeholders from a JSON file: one object, or a list of them, one an event. Names may stand with
 * their braces or without.
 *
 * @throws StartnodeError `usage` when it is none
 */
export function readTemplateValues(file: string): readonly TemplateValues[] {
  let read: unknown
  try {
    read = JSON.parse(readEditedFile(file === '-' ? 0 : file))
  } catch (error) {
    if (isStartnodeError(error)) throw error
    throw new StartnodeError('usage', `${file}: ${(error as Error).message}`)
  }
  const list = Array.isArray(read) ? read : [read]
  if (list.length === 0) throw new StartnodeError('usage', `${file}: the list of values is empty`)
  return list.map((one: unknown) => {
    if (typeof one !== 'object' || one === null || Array.isArray(one))
      throw new StartnodeError('usage', `${file}: give an object of values, e.g. {"LOAN_AMOUNT":"12500.00"}`)
    return Object.fromEntries(
      Object.entries(one).map(([name, value]) => [bare(name), checkValue(file, name, value)]),
    )
  })
}

function bare(name: string): string {
  return name.startsWith('{') && name.endsWith('}') ? name.slice(1, -1) : name
}

function checkValue(file: string, name: string, value: unknown): string | number | boolean | null {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value))
    return value as string | number | boolean | null
  throw new StartnodeError('usage', `${file}: the value of ${name} must be a text, a number or null`)
}
