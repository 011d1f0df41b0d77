import type { Problem } from '../../errors/startnode-error.ts'
import { locatePointers } from '../../formats/json/locate-pointers.ts'
import type { BodyFormat } from '../../process/task.ts'

/**
 * Adds line and column to problems that only say which value of a body is wrong: a person who typed a payload looks for
 * a place in a text. JSON only; a value that is missing is said to stand where the object around it begins.
 *
 * @param body as it was read
 */
export function placeProblems(
  problems: readonly Problem[],
  format: BodyFormat,
  body: Buffer,
): readonly Problem[] {
  if (format !== 'json') return problems
  const pointers = problems.map(({ path }) => path)
  const places = locatePointers(body.toString('utf8'), pointers)
  return problems.map((problem) => {
    const place = places.get(problem.path)
    return place === undefined ? problem : { ...problem, line: place.line, column: place.column }
  })
}
