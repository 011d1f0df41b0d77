import { type DiagramProblem, PROBLEMS, type ProblemCode } from '../problem.ts'
import { type JsonValue, lineOf } from './json-value.ts'

/** What is being read, so that a problem can say where it was found. */
export interface Reading {
  readonly file: string
  /** The process, or the file where no process is read. */
  readonly root: JsonValue
  readonly mpoId: string | null
  readonly process: string | null
  readonly node: { readonly id: string; readonly title: string } | null
  readonly problems: DiagramProblem[]
}

/** Notes a problem of what is being read; `at` stands in `reading.root`, or in a text within it that `holder` is. */
export function note(reading: Reading, code: ProblemCode, at: JsonValue, text: string): void {
  const { file, root, mpoId, process, node, problems } = reading
  problems.push({
    code,
    severity: PROBLEMS[code],
    file,
    mpoId,
    process,
    nodeId: node?.id ?? null,
    nodeTitle: node?.title ?? null,
    path: pathTo(root, at.start),
    line: lineOf({ text: root.text, start: at.start }),
    text,
  })
}

/** JSON Pointer from a value to the innermost one that begins at `index` of the text, or has it within. */
export function pathTo(root: JsonValue, index: number): string {
  const has = (value: JsonValue) => value.start <= index && index < value.end
  let here = root
  let path = ''
  for (;;) {
    const below: [string, JsonValue] | undefined =
      here.kind === 'object'
        ? [...here.members].find(([, value]) => has(value))
        : here.kind === 'array'
          ? here.items
              .map((value, at): [string, JsonValue] => [String(at), value])
              .find(([, value]) => has(value))
          : undefined
    if (below === undefined) return path
    path += `/${below[0].replaceAll('~', '~0').replaceAll('/', '~1')}`
    here = below[1]
    if (here.start === index) return path
  }
}
