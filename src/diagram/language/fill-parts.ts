/** Texts whose variables are read elsewhere, so that a secret never comes into the workflow. */
import type { Cast, Json } from '../diagram.ts'
import { answer, type Evaluation } from './evaluation.ts'
import { type Piece, parseText } from './grammar/index.ts'
import { type JsonPlace, JsonPlaces, jsonAt } from './join-json.ts'
import { resolvePiece, stepsOf, textOfSegment } from './resolve.ts'
import type { Filled, Path, Scope } from './scope.ts'
import { textOf } from './values.ts'

/** Text, or a variable by its name as written (`@x`, `123`) and the path in it. */
export type Part =
  | string
  | {
      readonly variable: string
      readonly path: Path
      /** Of a text that is written as JSON: within a string literal, or outside. Not there: of plain text. */
      readonly within?: JsonPlace
    }

/**
 * A text as `fillIn` gives it, before the cast, but with the variables left as parts: `joinParts` puts their values in. Texts
 * beside each other are joined; an empty text has no parts. A variable within another reference (`{{a[{{env_var[@x]}}]}}`) has to
 * be read and is a need.
 *
 * @param to what the joined text is cast to afterwards: for `object` and `array` values are escaped as rule 7 says.
 *   @default 'string'
 * @example fillParts('Bearer {{env_var[@bank].token}}', scope) // value: ['Bearer ', { variable: '@bank', path: ['token'] }]
 */
export function fillParts(text: string, scope: Scope, to: Cast = 'string'): Filled<readonly Part[]> {
  return answer(scope, (evaluation) => {
    const { pieces } = parseText(text, false)
    const isJson = to === 'object' || to === 'array'
    const solid = pieces.filter((piece) => piece.kind !== 'text' || piece.text.trim() !== '')
    // One reference and blanks: its value is what is cast
    const isWhole = isJson && solid.length === 1 && solid[0]?.kind === 'reference'
    return isJson && !isWhole
      ? partsOf(evaluation, pieces, new JsonPlaces())
      : partsOf(evaluation, isWhole ? solid : pieces, null)
  })
}

function partsOf(evaluation: Evaluation, pieces: readonly Piece[], places: JsonPlaces | null): Part[] {
  const parts: Part[] = []
  const addText = (text: string) => {
    evaluation.spend(0, text.length)
    const last = parts.at(-1)
    if (typeof last === 'string') parts[parts.length - 1] = last + text
    else if (text !== '') parts.push(text)
  }
  for (const piece of pieces) {
    if (piece.kind === 'reference' && piece.target.kind === 'variable') {
      const { name, path } = piece.target
      const variable = textOfSegment(evaluation, name, '')
      const steps = stepsOf(evaluation, path, '')
      parts.push({ variable, path: steps, ...(places === null ? {} : { within: places.place }) })
      continue
    }
    const value = resolvePiece(evaluation, piece, '')
    if (places === null) addText(textOf(value))
    else if (piece.kind === 'text') {
      places.pass(piece.text)
      addText(piece.text)
    } else addText(jsonAt(places.place, value))
  }
  return parts
}

/**
 * The text of parts, with the values of their variables in it.
 *
 * @param open the value of a variable; undefined where there is none
 */
export function joinParts(
  parts: readonly Part[],
  open: (variable: string, path: Path) => Json | undefined,
): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part
      const value = open(part.variable, part.path)
      return part.within === undefined ? textOf(value) : jsonAt(part.within, value)
    })
    .join('')
}
