import { showInvisible } from '../../process/invisible-text.ts'

/** Where a command writes, and reads secrets from; tests give their own. */
export interface Output {
  /** For people and scripts: standard output. */
  print(text: string): void
  /** Progress and warnings: standard error, so that a script reading the result is not disturbed. */
  note(text: string): void
  /** A file, as it is: nothing is added, and what can't be seen is shown only where a person looks. Default: `print`. */
  readonly write?: (text: string) => void
  /** All of standard input as text; default: that of this process. */
  readonly read?: () => string
}

export const terminal: Output = {
  print: (text) => process.stdout.write(`${text}\n`),
  note: (text) => process.stderr.write(`${text}\n`),
  write: (text) => process.stdout.write(process.stdout.isTTY ? showInvisible(text) : text),
}

/**
 * The one place through which all commands print: much of it came from outside (bodies, refs, messages about them), and a terminal
 * would obey it. What can't be seen is shown as JSON escapes it, so that JSON stays what it was.
 */
export function showingOutput(output: Output): Output {
  return {
    ...output,
    print: (text) => output.print(showInvisible(text)),
    note: (text) => output.note(showInvisible(text)),
  }
}

/** Serving goes on when nobody reads what it says. */
const SERVING = ['dev', 'receiver', 'worker']

/**
 * Ends a command in silence when its reader has left (`| head`), as other tools end by SIGPIPE.
 *
 * @param command name of the command that runs
 */
export function endWithReader(command: string | undefined): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      if (!SERVING.includes(command ?? '')) process.exit(0)
    })
}
