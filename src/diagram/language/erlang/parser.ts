/** Where the parser of a fun stands in its words. */
import type { Token } from './tokens.ts'
import { FunProblem } from './tree.ts'

export class Parser {
  readonly tokens: readonly Token[]
  at = 0
  depth = 0

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }

  get token(): Token | undefined {
    return this.tokens[this.at]
  }

  /** The sign or unquoted word at this place. */
  get word(): string | null {
    const { token } = this
    if (token?.kind === 'sign') return token.sign
    return token?.kind === 'atom' && !token.quoted ? token.name : null
  }

  takeSign(sign: string): boolean {
    const isThere = this.token?.kind === 'sign' && this.token.sign === sign
    if (isThere) this.at += 1
    return isThere
  }
}

export function peekAtom(parser: Parser, name: string): boolean {
  return parser.token?.kind === 'atom' && parser.word === name
}

export function expect(parser: Parser, sign: string): void {
  if (!parser.takeSign(sign))
    throw new FunProblem(`${sign} is lacking before ${parser.word ?? 'what follows'}`)
}
