/** `fun(Item) when .. -> ..; (_) -> .. end` becomes its clauses. What was parsed is kept. */
import { parseBody, parseClause } from './parse-expression.ts'
import { expect, Parser, peekAtom } from './parser.ts'
import { tokensOf } from './tokens.ts'
import { type Clause, FunProblem } from './tree.ts'

const KEPT = 200
const LONGEST = 20_000
const kept = new Map<string, readonly Clause[] | string>()

/** The clauses; or a text that says what is wrong with the source. */
export function parseFun(source: string): readonly Clause[] | string {
  const known = kept.get(source)
  if (known !== undefined) return known
  const made = parseFresh(source)
  if (kept.size >= KEPT) kept.delete(kept.keys().next().value as string)
  kept.set(source, made)
  return made
}

function parseFresh(source: string): readonly Clause[] | string {
  if (source.length > LONGEST) return `a fun of more than ${LONGEST} characters`
  try {
    const parser = new Parser(tokensOf(source))
    if (!peekAtom(parser, 'fun')) throw new FunProblem('it does not begin with fun(')
    parser.at += 1
    const clauses = [parseFunClause(parser)]
    while (parser.takeSign(';')) clauses.push(parseFunClause(parser))
    if (!peekAtom(parser, 'end')) throw new FunProblem('end is lacking')
    parser.at += 1
    if (parser.at < parser.tokens.length) throw new FunProblem('something stands behind end')
    return clauses
  } catch (error) {
    if (error instanceof FunProblem) return error.message
    throw error
  }
}

function parseFunClause(parser: Parser): Clause {
  expect(parser, '(')
  return parseClause(parser, () => expect(parser, ')'), parseBody)
}
