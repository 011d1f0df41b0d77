/** What a command left open (a thread of a worker that could not be made, a socket) has this long to close, ms. */
const CLOSES_WITHIN_MS = 2_000

/** Ends the process of a command that has ended, with its exit code, also where something keeps it alive; what it printed goes first. */
export function endProcess(code: number): void {
  process.exitCode = code
  setTimeout(() => {
    if (process.stdout.writableLength + process.stderr.writableLength > 0) endProcess(code)
    else process.exit()
  }, CLOSES_WITHIN_MS).unref()
}
