/** Pieces become values: references are read, functions called (rules 9, 12 and 13). */
import type { Json } from '../diagram.ts'
import type { Evaluation } from './evaluation.ts'
import { callFunction } from './functions/index.ts'
import type { Piece, Reference, Segment } from './grammar/index.ts'
import { staticText } from './grammar/index.ts'
import { readPath, stepOf } from './paths.ts'
import type { Path } from './scope.ts'
import { textOf } from './values.ts'

const CALLBACK_URL = 'public_callback_'
const SHORT_NUMBER = /^[0-9]{1,6}$/

/** @param key what the value is for, as a failure names it */
export function resolvePiece(evaluation: Evaluation, piece: Piece, key: string): Json | undefined {
  evaluation.spend(1)
  if (piece.kind === 'text') return piece.text
  const before = evaluation.needs.length
  if (piece.kind === 'reference') return readReference(evaluation, piece, key)
  const argument = piece.argument.map((part) => ({
    isLiteral: part.kind === 'text',
    value: resolvePiece(evaluation, part, key),
  }))
  const zone = piece.zone === null ? null : joinTexts(evaluation, piece.zone, key)
  // What is not read yet would fail as an argument
  if (evaluation.needs.length > before) return undefined
  return callFunction({ evaluation, key, name: piece.name, argument, zone })
}

export function joinTexts(evaluation: Evaluation, pieces: readonly Piece[], key: string): string {
  let joined = ''
  for (const piece of pieces) {
    const text = textOf(resolvePiece(evaluation, piece, key))
    evaluation.spend(0, text.length)
    joined += text
  }
  return joined
}

/** The steps of a path, each one step whatever its text holds. */
export function stepsOf(evaluation: Evaluation, segments: readonly Segment[], key: string): Path {
  return segments.map((segment) => stepOf(segment, textOfSegment(evaluation, segment, key)))
}

export function textOfSegment(evaluation: Evaluation, segment: Segment, key: string): string {
  const text = staticText(segment) ?? joinTexts(evaluation, segment.pieces, key)
  return segment.bracket ? text.trim() : text
}

/** undefined: nothing stands there, or it has to be fetched first (then the evaluation has needs). */
export function readReference(evaluation: Evaluation, { target }: Reference, key: string): Json | undefined {
  const { scope, needs } = evaluation
  const before = needs.length
  const text = (segment: Segment) => textOfSegment(evaluation, segment, key)
  const steps = (path: readonly Segment[]) => stepsOf(evaluation, path, key)
  const isReady = () => needs.length === before
  switch (target.kind) {
    case 'now':
      return Math.floor(scope.now / 1000)
    case 'data': {
      const path = steps(target.path)
      if (!isReady()) return undefined
      // A value of the task that says root is a key of the data
      const [head] = target.path
      const isRoot = path.length === 2 && head !== undefined && staticText(head) === 'root'
      if (isRoot && Object.hasOwn(scope.root, String(path[1]))) return scope.root[String(path[1])]
      return readPath(scope.data, path)
    }
    case 'variable': {
      const read = { kind: 'variable', name: text(target.name), path: steps(target.path) } as const
      return isReady() ? evaluation.read(read) : undefined
    }
    case 'conv': {
      const read = {
        kind: 'conv',
        conv: text(target.conv),
        ref: text(target.ref),
        path: steps(target.path),
      } as const
      return isReady() ? evaluation.read(read) : undefined
    }
    case 'node': {
      const conv = target.conv === null ? null : text(target.conv)
      const node = text(target.node)
      const name = text(target.name)
      if (!isReady()) return undefined
      if (conv === null && SHORT_NUMBER.test(node) && Array.isArray(readPath(scope.data, ['node'])))
        return readPath(scope.data, ['node', Number(node), name])
      if (conv === null && name.startsWith(CALLBACK_URL))
        return evaluation.read({ kind: 'callbackUrl', node, form: name.slice(CALLBACK_URL.length) })
      return evaluation.read({ kind: 'counter', conv, node, name })
    }
  }
}
