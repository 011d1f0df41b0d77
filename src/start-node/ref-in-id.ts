import { concealRef } from '../process/ids/conceal-ref.ts'
import type { StartNode } from './start-node.ts'

/** What tells whether a ref of a process may stand in ids. */
export type RefRule = Pick<StartNode, 'process' | 'conceal' | 'diagram'>

/**
 * What stands for a ref in workflow id and search attribute, which Temporal keeps readable: the ref itself, or its HMAC where the
 * Start node conceals refs, or where an imported process masks them ("Mask REF") and this one is the number of a card.
 *
 * Source: facts, rule 49. MPO masks what looks like a CVV too, three or four digits; so do numbers of branches and contracts, which
 * nobody could find then, and a CVV alone tells nothing.
 *
 * @param startNode undefined: a process that is not here
 * @param concealKey of `concealKeyOf`; null: there is no key at all
 * @example refInIdOf(startNodeOf(diagram, '5001-cards'), '4111 1111 1111 1111', key) // 'h-2f0c...'
 */
export function refInIdOf(startNode: RefRule | undefined, ref: string, concealKey: Buffer | null): string {
  if (startNode === undefined || concealKey === null || !concealsRef(startNode, ref)) return ref
  return concealRef(concealKey, startNode.process, ref)
}

/** True: the ref must not be shown, nor stand in an id. */
export function concealsRef({ conceal, diagram }: RefRule, ref: string): boolean {
  return conceal || (diagram?.masksRef === true && isCardNumber(ref))
}

/** Digits in groups or not, of a range that cards have (ISO/IEC 7812), with a check digit that fits: no time stamp, no account. */
const CARD = /^(?:2(?:2[2-9]|[3-6]\d|7[01]|720)|3[0-9]|4|5|6)[\d]*$/

function isCardNumber(ref: string): boolean {
  const digits = ref.replace(/[ -]/g, '')
  if (digits.length < 13 || digits.length > 19 || !CARD.test(digits)) return false
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
