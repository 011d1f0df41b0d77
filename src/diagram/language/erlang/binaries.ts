/** `binary:split` and `binary:replace`. */
import type { Evaluation } from '../evaluation.ts'
import { binaryOf, listOf } from './operators.ts'
import { isList } from './terms.ts'
import { Raised, type Term } from './tree.ts'

interface Found {
  readonly at: number
  readonly end: number
}

/** Where the patterns stand, from the left, not overlapping; of several at one place the longest. */
function findAll(
  evaluation: Evaluation,
  text: string,
  pattern: Term | undefined,
  isGlobal: boolean,
): readonly Found[] {
  const patterns = (isList(pattern as Term) ? listOf(pattern as Term) : [pattern as Term]).map(binaryOf)
  if (patterns.length === 0 || patterns.some((one) => one === '')) throw new Raised('badarg')
  evaluation.spend(Math.ceil((text.length * patterns.length) / 64))
  const found: Found[] = []
  const next = patterns.map((one) => text.indexOf(one))
  for (let at = 0; ; ) {
    let best: Found | null = null
    for (const [index, one] of patterns.entries()) {
      if ((next[index] as number) >= 0 && (next[index] as number) < at) next[index] = text.indexOf(one, at)
      const place = next[index] as number
      const isBetter =
        place >= 0 &&
        (best === null || place < best.at || (place === best.at && place + one.length > best.end))
      if (isBetter) best = { at: place, end: place + one.length }
    }
    if (best === null) return found
    evaluation.spend(patterns.length)
    found.push(best)
    if (!isGlobal) return found
    at = best.end
  }
}

function optionsOf(term: Term | undefined): ReadonlySet<string> {
  const options = term === undefined ? [] : listOf(term)
  return new Set(options.map((option) => (typeof option === 'object' && 'atom' in option ? option.atom : '')))
}

export function splitText(evaluation: Evaluation, [subject, pattern, wanted]: readonly Term[]): Term {
  const text = binaryOf(subject as Term)
  const options = optionsOf(wanted)
  const parts: string[] = []
  let from = 0
  for (const { at, end } of findAll(evaluation, text, pattern, options.has('global'))) {
    parts.push(text.slice(from, at))
    from = end
  }
  parts.push(text.slice(from))
  if (options.has('trim_all')) return parts.filter((part) => part !== '')
  if (options.has('trim')) while (parts.at(-1) === '') parts.pop()
  return parts
}

export function replaceText(
  evaluation: Evaluation,
  [subject, pattern, replacement, wanted]: readonly Term[],
): Term {
  const text = binaryOf(subject as Term)
  const by = binaryOf(replacement as Term)
  let result = ''
  let from = 0
  for (const { at, end } of findAll(evaluation, text, pattern, optionsOf(wanted).has('global'))) {
    evaluation.spend(0, at - from + by.length)
    result += text.slice(from, at) + by
    from = end
  }
  return result + text.slice(from)
}
