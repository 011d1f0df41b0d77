/** Regular expressions in linear time, for conditions and the checks of inputs. */
import { compilePattern } from './compile.ts'
import { searchCompiled } from './search.ts'

/** Steps of one search, each 32 characters: some 100 ms at worst. */
const MOST_STEPS = 300_000

/**
 * Why the engine can't take a pattern, as the rest of a sentence that begins with the pattern; null: it can.
 *
 * Taken are characters, `.`, classes, `\d \w \s \b` and their complements, `^ $ \A \z`, groups, `|`, `* + ? {n,m}` (lazy too)
 * and the flags `(?ims)`; not backreferences, lookaround, possessive quantifiers, `\p`, or repetitions of more than 1,000 steps.
 */
export function patternProblem(pattern: string): string | null {
  const compiled = compilePattern(pattern)
  return typeof compiled === 'string' ? compiled : null
}

/** A search that would take too long; only a pattern and a text that were made for it get here. */
export class PatternTooCostly extends Error {}

/**
 * Whether the pattern is found in the text; not anchored.
 *
 * @throws TypeError for a pattern that has a problem
 * @throws PatternTooCostly after some 10 million characters, much earlier where pattern and text were made to be hard
 */
export function searchPattern(pattern: string, text: string): boolean {
  const compiled = compilePattern(pattern)
  if (typeof compiled === 'string')
    throw new TypeError(`The pattern ${pattern} can't be searched: ${compiled}`)
  let left = MOST_STEPS
  return searchCompiled(compiled, text, (steps) => {
    left -= steps
    if (left < 0) throw new PatternTooCostly(`The search for ${pattern} takes too long`)
  })
}
