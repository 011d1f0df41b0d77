/** The text of a regular expression becomes a tree. What can't be matched in linear time is refused by name. */
import { ANY, bothCases, NO_NEW_LINE } from './char-set.ts'
import { parseClass } from './parse-class.ts'
import { isShorthand, parseEscape } from './parse-escape.ts'
import { type Pattern, PatternProblem, type Range } from './tree.ts'

/** Groups within groups. */
const DEEPEST = 50
const LARGEST_COUNT = 1_000

interface Flags {
  readonly ignoreCase: boolean
  readonly multiline: boolean
  readonly dotAll: boolean
}

interface State {
  readonly chars: readonly string[]
  at: number
  depth: number
  flags: Flags
}

/** @throws PatternProblem with what the engine can't take, and where */
export function parsePattern(pattern: string): Pattern {
  const state: State = {
    chars: [...pattern],
    at: 0,
    depth: 0,
    flags: { ignoreCase: false, multiline: false, dotAll: false },
  }
  const tree = parseChoice(state)
  if (state.at < state.chars.length) throw refuse(state, 'a ) without its (')
  return tree
}

function refuse(state: State, what: string): PatternProblem {
  return new PatternProblem(`${what} (character ${state.at + 1})`)
}

function parseChoice(state: State): Pattern {
  const { flags } = state
  const items = [parseSequence(state)]
  while (state.chars[state.at] === '|') {
    state.at += 1
    items.push(parseSequence(state))
  }
  // (?i) in a group ends with it
  state.flags = flags
  return items.length === 1 ? (items[0] as Pattern) : { kind: 'choice', items }
}

function parseSequence(state: State): Pattern {
  const items: Pattern[] = []
  for (;;) {
    const char = state.chars[state.at]
    if (char === undefined || char === '|' || char === ')') return { kind: 'sequence', items }
    const item = parseItem(state, char)
    if (item !== null) items.push(parseRepeats(state, item))
  }
}

/** null: flags, which match nothing by themselves. */
function parseItem(state: State, char: string): Pattern | null {
  const { flags } = state
  if (char === '(') return parseGroup(state)
  if (char === '[') {
    const { ranges, end } = parseClass(state.chars, state.at, flags.ignoreCase)
    state.at = end
    return { kind: 'set', ranges }
  }
  if (char === '\\') {
    const { item, end } = parseEscape(state.chars, state.at)
    const isMany = isShorthand(state.chars[state.at + 1])
    state.at = end
    return item.kind === 'set' && !isMany ? setOf(state, item.ranges) : item
  }
  if (isRepeat(state)) throw refuse(state, `nothing before ${char} to repeat`)
  state.at += 1
  switch (char) {
    case '.':
      return { kind: 'set', ranges: flags.dotAll ? ANY : NO_NEW_LINE }
    case '^':
      return { kind: 'assert', what: flags.multiline ? 'lineStart' : 'textStart' }
    case '$':
      return { kind: 'assert', what: flags.multiline ? 'lineEnd' : 'textEnd' }
    default: {
      const code = char.codePointAt(0) as number
      return setOf(state, [[code, code]])
    }
  }
}

function setOf({ flags }: State, ranges: readonly Range[]): Pattern {
  return { kind: 'set', ranges: flags.ignoreCase ? bothCases(ranges) : ranges }
}

function parseGroup(state: State): Pattern | null {
  const outer = state.flags
  state.at += 1
  if (state.chars[state.at] === '?' && parseGroupHead(state) === 'flags') return null
  if (state.chars[state.at] === '*') throw refuse(state, 'verbs like (*ACCEPT)')
  state.depth += 1
  if (state.depth > DEEPEST) throw refuse(state, `more than ${DEEPEST} groups within each other`)
  const item = parseChoice(state)
  state.depth -= 1
  if (state.chars[state.at] !== ')') throw refuse(state, 'a ( without its )')
  state.at += 1
  state.flags = outer
  return item
}

const HEAD = /^\?(?:(:)|(P?<[A-Za-z_][A-Za-z0-9_]*>|'[A-Za-z_][A-Za-z0-9_]*')|([ims]*)(?:-([ims]+))?([:)]))/
const LOOKAROUND = /^\?<?[=!]/

/** What stands behind `(`: `?:`, a name, flags for the group, or flags for the rest of the group around. */
function parseGroupHead(state: State): 'group' | 'flags' {
  const rest = state.chars.slice(state.at, state.at + 100).join('')
  if (LOOKAROUND.test(rest)) throw refuse(state, 'lookahead and lookbehind')
  const match = HEAD.exec(rest)
  if (match === null) throw refuse(state, `groups like (${rest.slice(0, 2)}`)
  const [head, , , on = '', off = '', close] = match
  state.at += [...head].length
  if (close !== undefined) {
    const set = (letter: string, was: boolean) => (on.includes(letter) || was) && !off.includes(letter)
    const { ignoreCase, multiline, dotAll } = state.flags
    state.flags = {
      ignoreCase: set('i', ignoreCase),
      multiline: set('m', multiline),
      dotAll: set('s', dotAll),
    }
  }
  return close === ')' ? 'flags' : 'group'
}

const COUNT = /^\{([0-9]{1,6})(?:(,)([0-9]{0,6}))?\}/

function countAt(state: State): RegExpExecArray | null {
  return state.chars[state.at] === '{'
    ? COUNT.exec(state.chars.slice(state.at, state.at + 16).join(''))
    : null
}

function isRepeat(state: State): boolean {
  const char = state.chars[state.at]
  return char === '*' || char === '+' || char === '?' || countAt(state) !== null
}

function parseRepeats(state: State, item: Pattern): Pattern {
  if (!isRepeat(state)) return item
  const count = countAt(state)
  const char = state.chars[state.at]
  let repeat: Pattern
  if (count === null) {
    repeat = { kind: 'repeat', item, least: char === '+' ? 1 : 0, most: char === '?' ? 1 : null }
    state.at += 1
  } else {
    const least = Number(count[1])
    const most = count[2] === undefined ? least : count[3] === '' ? null : Number(count[3])
    if (least > LARGEST_COUNT || (most ?? 0) > LARGEST_COUNT)
      throw refuse(state, `more than ${LARGEST_COUNT} repetitions`)
    if (most !== null && most < least) throw refuse(state, `${count[0]}, whose end is before its start,`)
    repeat = { kind: 'repeat', item, least, most }
    state.at += count[0].length
  }
  if (state.chars[state.at] === '?') state.at += 1
  else if (state.chars[state.at] === '+') throw refuse(state, 'possessive quantifiers')
  if (isRepeat(state)) throw refuse(state, 'a quantifier behind a quantifier')
  return repeat
}
