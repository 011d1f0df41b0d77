/** Where a command writes, and reads secrets from; tests give their own. */
export interface Output {
  /** For people and scripts: standard output. */
  print(text: string): void
  /** Progress and warnings: standard error, so that a script reading the result is not disturbed. */
  note(text: string): void
  /** All of standard input as text; default: that of this process. */
  readonly read?: () => string
}

export const terminal: Output = {
  print: (text) => process.stdout.write(`${text}\n`),
  note: (text) => process.stderr.write(`${text}\n`),
}
