/** Something wrong with a text, and where. */
export interface TextProblem {
  readonly message: string
  /** Pointer into the data; empty: the text as a whole. */
  readonly path?: string
  /** From 1; undefined: the place can not be told. */
  readonly line?: number | undefined
  /** From 1, in code points, as the receiver counts them. */
  readonly column?: number | undefined
}

/** What is wrong with what, without its place. */
export function tellWhat({ message, path }: TextProblem): string {
  return path ? `${path.slice(1)}: ${message}` : message
}

/** A problem as one line. */
export function tellProblem(problem: TextProblem): string {
  const { line, column } = problem
  const place = line === undefined ? '' : `Line ${line}${column === undefined ? '' : `, column ${column}`}: `
  return place + tellWhat(problem)
}
