import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** How a program ended, and its last lines. */
export interface ProgramResult {
  /** Exit code; null when it was killed, ran out of time or could not be started. */
  readonly code: number | null
  /** Its last lines (standard output and error), or why it could not be started. */
  readonly lastLines: string
}

/** Runs a program to its end; never throws. Injected where a test must do without network. */
export type RunProgram = (
  command: string,
  args: readonly string[],
  onLine: (line: string) => void,
) => Promise<ProgramResult>

const KEPT_LINES = 5

/** Runs a program without a shell and tells each line it prints; killed after `timeoutMs` (default 5 minutes). */
export async function runProgram(
  command: string,
  args: readonly string[],
  onLine: (line: string) => void,
  timeoutMs = 300_000,
): Promise<ProgramResult> {
  const lines: string[] = []
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs })
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim() === '') return
      lines.push(line)
      if (lines.length > KEPT_LINES) lines.shift()
      onLine(line)
    })
  }
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, lastLines: error.message }))
    child.once('close', (code) => resolve({ code, lastLines: lines.join(' | ') }))
  })
}
