import type { Diagram, DiagramNode } from '../diagram.ts'
import { type DiagramProblem, PROBLEMS, type ProblemCode } from '../problem.ts'

/** What is known beside the process that is judged. */
export interface CheckContext {
  /** The file it is in. */
  readonly file: string
  /** MPO's ids of the processes that are there: in the import, and imported before. */
  readonly processes: ReadonlySet<string>
  /** Aliases that are there, without `@`. */
  readonly aliases: ReadonlySet<string>
  /** Names of secret variables, without `@`. */
  readonly secrets: ReadonlySet<string>
}

/** Takes the problems of one process. */
export interface Judging {
  readonly diagram: Diagram
  readonly context: CheckContext
  readonly problems: DiagramProblem[]
}

/** Where in a node something stands, as the JSON Pointer below the node, e.g. `/condition/logics/0`. */
export function note(
  { diagram, context, problems }: Judging,
  code: ProblemCode,
  at: { readonly node: DiagramNode; readonly below?: string } | null,
  text: string,
): void {
  const index = at === null ? -1 : diagram.nodes.indexOf(at.node)
  problems.push({
    code,
    severity: PROBLEMS[code],
    file: context.file,
    mpoId: diagram.mpoId,
    process: diagram.title,
    nodeId: at?.node.id ?? null,
    nodeTitle: at?.node.title ?? null,
    path: at === null ? '' : `/scheme/nodes/${index}${at.below ?? ''}`,
    line: null,
    text,
  })
}
