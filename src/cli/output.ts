/** Where a command writes; tests give their own. */
export interface Output {
  /** For people and scripts: standard output. */
  print(text: string): void
  /** Progress and warnings: standard error, so that a script reading the result is not disturbed. */
  note(text: string): void
}

export const terminal: Output = {
  print: (text) => process.stdout.write(`${text}\n`),
  note: (text) => process.stderr.write(`${text}\n`),
}
