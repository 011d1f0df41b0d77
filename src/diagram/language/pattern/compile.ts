/** A pattern becomes a program for a machine that is in many places at once. Compiled patterns are kept. */
import { isWord } from './char-set.ts'
import { parsePattern } from './parse-pattern.ts'
import { type Assertion, type Pattern, PatternProblem, type Range } from './tree.ts'

/** Bound of a program: a search costs at most this times the length of the text. */
const MOST_INSTRUCTIONS = 1_000
const LONGEST_PATTERN = 2_000
const KEPT = 200

export type Instruction =
  | { readonly op: 'set'; readonly ranges: readonly Range[] }
  | { readonly op: 'assert'; readonly what: Assertion }
  /** Goes on at both. */
  | { op: 'split'; readonly first: number; second: number }
  | { op: 'jump'; to: number }
  | { readonly op: 'match' }

export interface Compiled {
  readonly program: readonly Instruction[]
  /** First code points of the classes of characters that no instruction tells apart; class = index. */
  readonly classes: readonly number[]
}

const kept = new Map<string, Compiled | string>()

/** The program; or a text that says what the engine can't take. */
export function compilePattern(pattern: string): Compiled | string {
  const known = kept.get(pattern)
  if (known !== undefined) return known
  const made = compileFresh(pattern)
  if (kept.size >= KEPT) kept.delete(kept.keys().next().value as string)
  kept.set(pattern, made)
  return made
}

function compileFresh(pattern: string): Compiled | string {
  if (pattern.length > LONGEST_PATTERN) return `it is longer than ${LONGEST_PATTERN} characters`
  try {
    const program: Instruction[] = []
    emit(program, parsePattern(pattern))
    push(program, { op: 'match' })
    return { program, classes: classesOf(program) }
  } catch (error) {
    if (error instanceof PatternProblem) return error.message
    throw error
  }
}

function push<T extends Instruction>(program: Instruction[], instruction: T): T {
  if (program.length >= MOST_INSTRUCTIONS)
    throw new PatternProblem(`it is too large: its repetitions make more than ${MOST_INSTRUCTIONS} steps`)
  program.push(instruction)
  return instruction
}

function emit(program: Instruction[], pattern: Pattern): void {
  switch (pattern.kind) {
    case 'set':
      push(program, { op: 'set', ranges: pattern.ranges })
      return
    case 'assert':
      push(program, { op: 'assert', what: pattern.what })
      return
    case 'sequence':
      for (const item of pattern.items) emit(program, item)
      return
    case 'choice':
      emitChoice(program, pattern.items)
      return
    case 'repeat':
      emitRepeat(program, pattern.item, pattern.least, pattern.most)
  }
}

function emitChoice(program: Instruction[], items: readonly Pattern[]): void {
  const jumps: { to: number }[] = []
  items.forEach((item, index) => {
    const isLast = index === items.length - 1
    const split = isLast ? null : push(program, { op: 'split', first: program.length + 1, second: 0 })
    emit(program, item)
    if (split === null) return
    jumps.push(push(program, { op: 'jump', to: 0 }))
    split.second = program.length
  })
  for (const jump of jumps) jump.to = program.length
}

function emitRepeat(program: Instruction[], item: Pattern, least: number, most: number | null): void {
  for (let count = 0; count < least; count += 1) emit(program, item)
  if (most === null) {
    const start = program.length
    const split = push(program, { op: 'split', first: start + 1, second: 0 })
    emit(program, item)
    push(program, { op: 'jump', to: start })
    split.second = program.length
    return
  }
  const splits: { second: number }[] = []
  for (let count = least; count < most; count += 1) {
    splits.push(push(program, { op: 'split', first: program.length + 1, second: 0 }))
    emit(program, item)
  }
  for (const split of splits) split.second = program.length
}

function classesOf(program: readonly Instruction[]): readonly number[] {
  const starts = new Set([0, 10, 11])
  let before = false
  // Where \b looks, words are classes of their own
  for (let code = 0; code <= 128; code += 1) {
    if (isWord(code) !== before) starts.add(code)
    before = isWord(code)
  }
  for (const instruction of program)
    if (instruction.op === 'set')
      for (const [from, to] of instruction.ranges) {
        starts.add(from)
        starts.add(to + 1)
      }
  return [...starts].sort((a, b) => a - b)
}
