import type { Diagram } from '../diagram.ts'
import type { DiagramProblem } from '../problem.ts'
import { checkLogics } from './check-logics.ts'
import { checkReferences } from './check-references.ts'
import { checkStructure } from './check-structure.ts'
import type { CheckContext, Judging } from './judging.ts'

/**
 * Judges one process: what would not run as it does in MPO, node by node. What its text holds beside (credentials) is
 * `findCredentials`' to say, and what could not be read the reader's.
 *
 * @returns errors and warnings, in the order of the nodes within each kind
 */
export function checkDiagram(diagram: Diagram, context: CheckContext): DiagramProblem[] {
  const judging: Judging = { diagram, context, problems: [] }
  checkStructure(judging)
  checkLogics(judging)
  checkReferences(judging)
  return judging.problems
}
