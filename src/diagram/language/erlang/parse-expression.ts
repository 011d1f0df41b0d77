/** Expressions and patterns, by the precedence of Erlang. */
import { checkGuard } from './check-guard.ts'
import { expect, type Parser, peekAtom } from './parser.ts'
import { atom, type Clause, type Expression, FunProblem } from './tree.ts'

const DEEPEST = 100
const KEYWORDS = new Set([
  'case',
  'of',
  'end',
  'when',
  'begin',
  'fun',
  'if',
  'receive',
  'try',
  'catch',
  'after',
])

/** From the weakest; `right`: a op (b op c). */
const LEVELS: readonly {
  readonly signs: ReadonlySet<string>
  readonly right?: true
  readonly once?: true
}[] = [
  { signs: new Set(['orelse']) },
  { signs: new Set(['andalso']) },
  { signs: new Set(['==', '/=', '=<', '<', '>=', '>', '=:=', '=/=']), once: true },
  { signs: new Set(['++', '--']), right: true },
  { signs: new Set(['+', '-', 'bor', 'bxor', 'bsl', 'bsr', 'or', 'xor']) },
  { signs: new Set(['*', '/', 'div', 'rem', 'band', 'and']) },
]
const UNARY = new Set(['+', '-', 'bnot', 'not'])

/** Expressions with commas between. */
export function parseBody(parser: Parser): readonly Expression[] {
  const items = [parseExpression(parser)]
  while (parser.takeSign(',')) items.push(parseExpression(parser))
  return items
}

/** `Pattern when Guards -> Body`; `close` takes what stands behind the pattern. */
export function parseClause(
  parser: Parser,
  close: () => void,
  body: (parser: Parser) => readonly Expression[],
): Clause {
  const pattern = parseExpression(parser)
  close()
  const guards: (readonly Expression[])[] = []
  if (peekAtom(parser, 'when')) {
    parser.at += 1
    do guards.push(parseBody(parser))
    while (parser.takeSign(';'))
  }
  for (const parts of guards) parts.forEach(checkGuard)
  expect(parser, '->')
  return { pattern, guards, body: body(parser) }
}

export function parseExpression(parser: Parser): Expression {
  parser.depth += 1
  if (parser.depth > DEEPEST) throw new FunProblem(`expressions nest more than ${DEEPEST} deep`)
  const left = parseLevel(parser, 0)
  const expression: Expression = parser.takeSign('=')
    ? { kind: 'match', pattern: left, item: parseExpression(parser) }
    : left
  parser.depth -= 1
  return expression
}

function parseLevel(parser: Parser, index: number): Expression {
  const level = LEVELS[index]
  if (level === undefined) return parseUnary(parser)
  let left = parseLevel(parser, index + 1)
  for (;;) {
    const { word } = parser
    if (word === null || !level.signs.has(word)) return left
    parser.at += 1
    parser.depth += level.right === true ? 1 : 0
    if (parser.depth > DEEPEST) throw new FunProblem(`expressions nest more than ${DEEPEST} deep`)
    const right = parseLevel(parser, level.right === true ? index : index + 1)
    parser.depth -= level.right === true ? 1 : 0
    left = { kind: 'binaryOperator', operator: word, left, right }
    if (level.once === true) return left
  }
}

function parseUnary(parser: Parser): Expression {
  const { word } = parser
  if (word === null || !UNARY.has(word)) return parsePrimary(parser)
  parser.at += 1
  parser.depth += 1
  if (parser.depth > DEEPEST) throw new FunProblem(`expressions nest more than ${DEEPEST} deep`)
  const item = parseUnary(parser)
  parser.depth -= 1
  if (
    word === '-' &&
    item.kind === 'literal' &&
    (typeof item.term === 'bigint' || typeof item.term === 'number')
  )
    return { kind: 'literal', term: -item.term }
  return { kind: 'unary', operator: word, item }
}

function parsePrimary(parser: Parser): Expression {
  const { token } = parser
  if (token === undefined) throw new FunProblem('it ends too early')
  parser.at += 1
  switch (token.kind) {
    case 'integer':
    case 'float':
      return { kind: 'literal', term: token.value }
    case 'string':
      return { kind: 'literal', term: [...token.text].map((char) => BigInt(char.codePointAt(0) ?? 0)) }
    case 'variable':
      return { kind: 'variable', name: token.name }
    case 'atom':
      return parseWord(parser, token.name, token.quoted)
    case 'sign':
      return parseSign(parser, token.sign)
  }
}

function parseWord(parser: Parser, name: string, quoted: boolean): Expression {
  if (!quoted && name === 'case') return parseCase(parser)
  if (!quoted && name === 'begin') {
    const items = parseBody(parser)
    takeEnd(parser)
    return { kind: 'block', items }
  }
  if (!quoted && KEYWORDS.has(name)) throw new FunProblem(`${name} is not possible here`)
  if (parser.takeSign(':')) {
    const called = parser.token
    if (called?.kind !== 'atom') throw new FunProblem(`${name}: without a function`)
    parser.at += 1
    expect(parser, '(')
    return { kind: 'call', name: `${name}:${called.name}`, items: parseItems(parser, ')') }
  }
  if (parser.takeSign('(')) return { kind: 'call', name: `erlang:${name}`, items: parseItems(parser, ')') }
  return { kind: 'literal', term: atom(name) }
}

function parseCase(parser: Parser): Expression {
  const item = parseExpression(parser)
  if (!peekAtom(parser, 'of')) throw new FunProblem('of is lacking in case')
  const clauses: Clause[] = []
  do {
    parser.at += 1
    clauses.push(parseClause(parser, () => undefined, parseBody))
  } while (parser.word === ';')
  takeEnd(parser)
  return { kind: 'case', item, clauses }
}

function takeEnd(parser: Parser): void {
  if (!peekAtom(parser, 'end')) throw new FunProblem('end is lacking')
  parser.at += 1
}

function parseSign(parser: Parser, sign: string): Expression {
  switch (sign) {
    case '(': {
      const inner = parseExpression(parser)
      expect(parser, ')')
      return inner
    }
    case '{':
      return { kind: 'tuple', items: parseItems(parser, '}') }
    case '[':
      return parseList(parser)
    case '#{':
      return parseMap(parser)
    case '<<':
      return parseBinary(parser)
    default:
      throw new FunProblem(`${sign} is not possible here`)
  }
}

function parseItems(parser: Parser, close: string): readonly Expression[] {
  if (parser.takeSign(close)) return []
  const items = parseBody(parser)
  expect(parser, close)
  return items
}

function parseList(parser: Parser): Expression {
  if (parser.takeSign(']')) return { kind: 'list', items: [], tail: null }
  const items = parseBody(parser)
  const tail = parser.takeSign('|') ? parseExpression(parser) : null
  expect(parser, ']')
  return { kind: 'list', items, tail }
}

function parseMap(parser: Parser): Expression {
  const entries: (readonly [Expression, Expression])[] = []
  if (parser.takeSign('}')) return { kind: 'map', entries }
  do {
    const key = parseExpression(parser)
    if (!parser.takeSign('=>')) expect(parser, ':=')
    entries.push([key, parseExpression(parser)])
  } while (parser.takeSign(','))
  expect(parser, '}')
  return { kind: 'map', entries }
}

/** `<<"text">>`, and parts that are binaries: `<<A/binary, ",", B/binary>>`. */
function parseBinary(parser: Parser): Expression {
  const parts: Expression[] = []
  if (parser.takeSign('>>')) return { kind: 'literal', term: '' }
  do {
    const { token } = parser
    parser.at += 1
    if (token?.kind === 'string') {
      parts.push({ kind: 'literal', term: token.text })
      if (parser.takeSign('/')) parser.at += 1
    } else {
      parser.at -= 1
      parts.push(parsePrimary(parser))
      if (!parser.takeSign('/') || !peekAtom(parser, 'binary'))
        throw new FunProblem('a part of <<..>> is a text or something/binary')
      parser.at += 1
    }
  } while (parser.takeSign(','))
  expect(parser, '>>')
  const [only] = parts
  return parts.length === 1 && only?.kind === 'literal' ? only : { kind: 'binary', parts }
}
