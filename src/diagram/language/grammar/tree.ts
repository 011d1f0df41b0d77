/** What a text is made of, with positions (offsets in UTF-16 units) into the text it was parsed from. */

export interface Span {
  readonly at: number
  /** Behind the last character. */
  readonly end: number
}

export interface Text extends Span {
  readonly kind: 'text'
  readonly text: string
}

/** One step of a path: what it is made of gives one key or index, whatever characters the values hold. */
export interface Segment {
  readonly pieces: readonly Piece[]
  /** Written in brackets, so digits are an index. */
  readonly bracket: boolean
}

export type Target =
  | { readonly kind: 'data'; readonly path: readonly Segment[] }
  | { readonly kind: 'now' }
  | {
      readonly kind: 'conv'
      readonly conv: Segment
      readonly ref: Segment
      readonly path: readonly Segment[]
    }
  | { readonly kind: 'variable'; readonly name: Segment; readonly path: readonly Segment[] }
  | {
      readonly kind: 'node'
      readonly conv: Segment | null
      readonly node: Segment
      readonly name: Segment
      /** The same text as a path of the data: `node[0].name` may be meant so. */
      readonly path: readonly Segment[]
    }

export interface Reference extends Span {
  readonly kind: 'reference'
  readonly target: Target
}

/** `$.name(argument)` and `.tz(zone)` behind it. */
export interface Call extends Span {
  readonly kind: 'call'
  readonly name: string
  readonly argument: readonly Piece[]
  readonly zone: readonly Piece[] | null
}

export type Piece = Text | Reference | Call

export type ProblemKind =
  | 'open_braces'
  | 'empty_reference'
  | 'open_bracket'
  | 'unknown_function'
  | 'open_function'
  | 'bad_expression'

/** What stays text although it looks like more, or can't work. */
export interface Problem extends Span {
  readonly kind: ProblemKind
  readonly message: string
}

export interface Parsed {
  readonly pieces: readonly Piece[]
  readonly problems: readonly Problem[]
}
