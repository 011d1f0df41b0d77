/** One grammar with positions: texts as pieces, names and keys as paths. */
export { staticText } from './parse-reference.ts'
export { parseKey, parseName, parseText } from './parse-text.ts'
export type { Parsed, Piece, Problem, ProblemKind, Reference, Segment, Span } from './tree.ts'
