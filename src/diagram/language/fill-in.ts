/** Texts become values (rules 4 to 9). */
import type { Cast, Json } from '../diagram.ts'
import { answer, type Evaluation } from './evaluation.ts'
import type { Piece } from './grammar/index.ts'
import { parseText } from './grammar/index.ts'
import { JsonPlaces, jsonAt } from './join-json.ts'
import { joinTexts, resolvePiece } from './resolve.ts'
import type { Filled, Scope } from './scope.ts'
import { castOrFail, numberOf } from './values.ts'

export interface FillOptions {
  /** `$.` functions work: in set, conditions, the data of copy, timers (rule 16). @default false: they stay text */
  readonly functions?: boolean
  /** `emptyText`: a text that is one reference to nothing gives `''` in any cast, as the answer of an API Call does (rule 30). @default 'cast' */
  readonly missing?: 'cast' | 'emptyText'
}

/**
 * A text with `{{...}}` as a value. One reference and nothing else: the value itself goes into the cast. Else each reference
 * becomes text, and the whole is cast. Values are never read as syntax.
 *
 * @param options `key` is what a failure names as `Param`
 * @returns `wrong_convert_param` where the value does not go into the cast (missing and null do as string only), the tag of a
 *   read that failed, or `budget`
 * @example fillIn('{{n}}', 'number', { ...scope, data: { n: ' 12 ' } }) // { ok: true, value: 12 }
 */
export function fillIn(
  text: string,
  to: Cast,
  scope: Scope,
  options: FillOptions & { readonly key?: string } = {},
): Filled<Json> {
  return answer(scope, (evaluation) => fill(evaluation, text, to, options.key ?? '', options))
}

/** The same, as part of a larger question. */
export function fill(
  evaluation: Evaluation,
  text: string,
  to: Cast,
  key: string,
  options: FillOptions,
): Json {
  const value = assemble(evaluation, text, to, key, options.functions === true)
  if (value === undefined && options.missing === 'emptyText') return ''
  return castOrFail(value, to, key)
}

/** What goes into the cast; undefined: a reference to nothing, and nothing else. */
export function assemble(
  evaluation: Evaluation,
  text: string,
  to: Cast,
  key: string,
  functions: boolean,
): Json | undefined {
  const { pieces } = parseText(text, functions)
  const isJson = to === 'object' || to === 'array'
  // Blanks around it mean nothing in JSON
  const parts = isJson ? pieces.filter((piece) => piece.kind !== 'text' || piece.text.trim() !== '') : pieces
  const [only] = parts
  if (parts.length === 1 && only !== undefined && only.kind !== 'text')
    return resolvePiece(evaluation, only, key)
  return isJson ? joinJson(evaluation, pieces, key) : joinTexts(evaluation, pieces, key)
}

function joinJson(evaluation: Evaluation, pieces: readonly Piece[], key: string): string {
  const places = new JsonPlaces()
  let json = ''
  for (const piece of pieces) {
    const value = resolvePiece(evaluation, piece, key)
    let text: string
    if (piece.kind === 'text') {
      text = piece.text
      places.pass(text)
    } else {
      // $.math gives its number as text
      const isNumber = piece.kind === 'call' && typeof value === 'string' && numberOf(value) !== null
      text = isNumber ? value : jsonAt(places.place, value)
    }
    evaluation.spend(0, text.length)
    json += text
  }
  return json
}
