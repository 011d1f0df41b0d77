import { fieldAttribute } from '../process/attributes/field-attribute.ts'
import { concealRef } from '../process/ids/conceal-ref.ts'
import { readPointer } from '../process/json-pointer.ts'
import type { StartNode } from './start-node.ts'

type FieldRule = Pick<StartNode, 'process' | 'conceal' | 'find'>

/**
 * The fields of a body that its Start node lets people look for, as the search attribute `MpoFields` has them: readable in
 * Temporal, or as HMACs where the Start node conceals refs. What is missing or does not fit is left out.
 *
 * @param concealKey of `concealKeyOf`; null: there is no key at all
 * @example fieldsOf(startNode, { loanAccountId: 'LN-1' }, key) // ['loan=LN-1']
 */
export function fieldsOf(startNode: FieldRule, data: unknown, concealKey: Buffer | null): string[] {
  return Object.entries(startNode.find).flatMap(([name, pointer]) => {
    const field = fieldShownAs(startNode, name, readPointer(data, pointer), concealKey)
    return field === null ? [] : [field]
  })
}

/**
 * One field as tasks of the process carry it: what a list looks for.
 *
 * @param startNode undefined: a process that is not here
 * @returns null: no task can have this value
 * @example fieldQuery(fieldShownAs(startNode, 'loan', 'LN-1', key)) // "MpoFields = 'loan=LN-1'"
 */
export function fieldShownAs(
  startNode: FieldRule | undefined,
  name: string,
  value: unknown,
  concealKey: Buffer | null,
): string | null {
  const clear = fieldAttribute(name, value)
  if (clear === null || concealKey === null || !startNode?.conceal) return clear
  return `${name}=${concealRef(concealKey, startNode.process, clear)}`
}
