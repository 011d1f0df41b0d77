/** What people are shown of an export: the same for the command and for doors to come. */
import type { Diagram } from '../diagram/diagram.ts'
import { nameNode } from '../diagram/name-node.ts'
import type { DiagramProblem } from '../diagram/problem.ts'
import type { ReadExport, ReadProcess } from '../diagram/read/read-export.ts'

/** One process of an export. */
export interface ProcessView {
  readonly mpoId: string | null
  readonly title: string
  readonly file: string
  readonly line: number
  readonly kind: 'process' | 'state diagram'
  /** False: it was paused in MPO. */
  readonly active: boolean
  /** How many nodes of each kind, by MPO's name, most first. */
  readonly nodes: Readonly<Record<string, number>>
  /** Parameters that are checked when something comes in. */
  readonly inputs: number
  readonly errors: number
  readonly warnings: number
}

export interface ExportView {
  /** True: nothing stands in the way of an import. */
  readonly ok: boolean
  readonly errors: number
  readonly warnings: number
  readonly processes: readonly ProcessView[]
  readonly aliases: readonly { readonly name: string; readonly target: string | null }[]
  /** Never with a value. */
  readonly variables: readonly {
    readonly name: string
    readonly secret: boolean
    readonly hasValue: boolean
  }[]
  readonly stages: number
  readonly folders: number
  readonly problems: readonly DiagramProblem[]
}

/** @param problems of `checkExport` */
export function viewExport(read: ReadExport, problems: readonly DiagramProblem[]): ExportView {
  const count = (severity: DiagramProblem['severity'], of = problems) =>
    of.filter((problem) => problem.severity === severity).length
  return {
    ok: count('error') === 0,
    errors: count('error'),
    warnings: count('warning'),
    processes: read.processes.map((process) => {
      const own = problemsOf(process, problems)
      const { mpoId, title, isState, active, params } = process.diagram
      return {
        mpoId,
        title,
        file: process.file,
        line: process.line,
        kind: isState ? 'state diagram' : 'process',
        active,
        nodes: countNodes(process.diagram),
        inputs: params.filter(({ input }) => input).length,
        errors: count('error', own),
        warnings: count('warning', own),
      }
    }),
    aliases: read.aliases.map(({ name, target }) => ({ name, target })),
    variables: read.variables.map(({ name, secret, value }) => ({ name, secret, hasValue: value !== null })),
    stages: read.stages.length,
    folders: read.folders.length,
    problems,
  }
}

/** The problems of one process. */
export function problemsOf(
  { file, diagram }: Pick<ReadProcess, 'file'> & { readonly diagram: Pick<Diagram, 'mpoId' | 'title'> },
  problems: readonly DiagramProblem[],
): DiagramProblem[] {
  return problems.filter(
    (problem) =>
      problem.file === file && problem.mpoId === diagram.mpoId && problem.process === diagram.title,
  )
}

function countNodes({ nodes, isState }: Diagram): Record<string, number> {
  const counts = new Map<string, number>()
  for (const node of nodes) {
    const name = nameNode(node, isState)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a))
}
