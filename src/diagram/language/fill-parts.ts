/** Texts whose variables are read elsewhere, so that a secret never comes into the workflow. */
import { answer } from './evaluation.ts'
import { parseText } from './grammar/index.ts'
import { resolvePiece, stepsOf, textOfSegment } from './resolve.ts'
import type { Filled, Path, Scope } from './scope.ts'
import { textOf } from './values.ts'

/** Text, or a variable by its name as written (`@x`, `123`) and the path in it. */
export type Part = string | { readonly variable: string; readonly path: Path }

/**
 * A text as `fillIn` gives it as string, but with the variables left as parts. Texts beside each other are joined; an empty text
 * has no parts. A variable within another reference (`{{a[{{env_var[@x]}}]}}`) has to be read and is a need.
 *
 * @example fillParts('Bearer {{env_var[@bank].token}}', scope) // value: ['Bearer ', { variable: '@bank', path: ['token'] }]
 */
export function fillParts(text: string, scope: Scope): Filled<readonly Part[]> {
  return answer(scope, (evaluation) => {
    const parts: Part[] = []
    for (const piece of parseText(text, false).pieces) {
      if (piece.kind === 'reference' && piece.target.kind === 'variable') {
        const { name, path } = piece.target
        parts.push({ variable: textOfSegment(evaluation, name, ''), path: stepsOf(evaluation, path, '') })
        continue
      }
      const added = textOf(resolvePiece(evaluation, piece, ''))
      evaluation.spend(0, added.length)
      const last = parts.at(-1)
      if (typeof last === 'string') parts[parts.length - 1] = last + added
      else if (added !== '') parts.push(added)
    }
    return parts
  })
}
