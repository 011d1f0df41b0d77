/** `[...]`. */
import { bothCases, complement, NAMED, union } from './char-set.ts'
import { isShorthand, parseEscape } from './parse-escape.ts'
import { PatternProblem, type Range } from './tree.ts'

const POSIX = /^\[:(\^?)([a-z]+):\]/

interface Item {
  readonly ranges: readonly Range[]
  /** `\w` and its like: they have all their cases. */
  readonly isShorthand?: boolean
  readonly end: number
}

/**
 * @param at where `[` stands
 * @param ignoreCase adds the other cases before the complement is taken: `[^a]` is not A either
 */
export function parseClass(chars: readonly string[], at: number, ignoreCase: boolean): Item {
  const cased = (items: readonly Range[]) => (ignoreCase ? bothCases(items) : items)
  const ranges: Range[] = []
  const isNegated = chars[at + 1] === '^'
  const start = at + (isNegated ? 2 : 1)
  for (let next = start; ; ) {
    const char = chars[next]
    if (char === undefined) throw new PatternProblem(`a [ without its ] (character ${at + 1})`)
    // The first ] is a character, as in PCRE
    if (char === ']' && next > start)
      return { ranges: isNegated ? complement(ranges) : union(ranges), end: next + 1 }
    const first = parseItem(chars, next)
    const last =
      chars[first.end] === '-' && chars[first.end + 1] !== ']' ? parseItem(chars, first.end + 1) : null
    if (last === null) {
      ranges.push(...(first.isShorthand ? first.ranges : cased(first.ranges)))
      next = first.end
      continue
    }
    const from = onlyCode(first)
    const to = onlyCode(last)
    if (from === null || to === null) {
      // [\w-.]: the dash is itself
      ranges.push(...first.ranges, [45, 45], ...last.ranges)
    } else {
      if (to < from) throw new PatternProblem(`a range whose end is before its start (character ${next + 1})`)
      ranges.push(...cased([[from, to]]))
    }
    next = last.end
  }
}

function parseItem(chars: readonly string[], at: number): Item {
  const char = chars[at]
  if (char === undefined) throw new PatternProblem(`a [ without its ] (at the end)`)
  if (char === '\\') {
    if (chars[at + 1] === 'b') return { ranges: [[8, 8]], end: at + 2 }
    const { item, end } = parseEscape(chars, at)
    if (item.kind === 'assert')
      throw new PatternProblem(`\\${chars[at + 1]} within [...] (character ${at + 1})`)
    return { ranges: item.ranges, end, isShorthand: isShorthand(chars[at + 1]) }
  }
  const posix = char === '[' ? POSIX.exec(chars.slice(at, at + 16).join('')) : null
  if (posix !== null) {
    const [all, negated, name = ''] = posix
    const ranges = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined
    if (ranges === undefined) throw new PatternProblem(`[:${name}:] (character ${at + 1})`)
    return { ranges: negated === '^' ? complement(ranges) : ranges, end: at + all.length }
  }
  const code = char.codePointAt(0) as number
  return { ranges: [[code, code]], end: at + 1 }
}

function onlyCode({ ranges }: Item): number | null {
  const [only] = ranges
  return ranges.length === 1 && only !== undefined && only[0] === only[1] ? only[0] : null
}
