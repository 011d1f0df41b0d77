/** Runs the command blocks of the README as a reader does: each in a shell, a stack in a terminal of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { waitFor } from '../helpers/wait-for.ts'

export interface Terminal {
  /** Everything printed so far, both streams. */
  output(): string
  /** Waits until this was printed. */
  until(printed: RegExp, deadlineMs: number): Promise<void>
  /** Waits for the end. */
  readonly ended: Promise<number | null>
  /** What Ctrl-C does: SIGINT to everything in the foreground. */
  interrupt(): void
  kill(): void
}

/** Types a block into a new terminal. */
export function typeInto(cwd: string, commands: string, env: NodeJS.ProcessEnv): Terminal {
  // A process group of its own, as a terminal gives it to what runs in the foreground
  const child: ChildProcess = spawn('bash', ['-euo', 'pipefail', '-c', commands], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed: string[] = []
  let open = true
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => printed.push(text))
  }
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => {
      open = false
      resolve(code)
    })
  })
  const output = () => printed.join('')
  const signal = (name: NodeJS.Signals) => {
    if (open && child.pid !== undefined) process.kill(-child.pid, name)
  }
  return {
    output,
    ended,
    async until(pattern, deadlineMs) {
      await waitFor(`${commands}: ${pattern}`, () => pattern.test(output()) || !open, deadlineMs)
      if (!pattern.test(output())) throw new Error(`${commands} ended without ${pattern}:\n${output()}`)
    },
    interrupt: () => signal('SIGINT'),
    kill: () => signal('SIGKILL'),
  }
}

/**
 * The lines of `shown` that `output` does not have in this order; `...` in a shown line stands for anything.
 */
export function missingLines(output: string, shown: readonly string[]): string[] {
  const lines = output.split('\n')
  let from = 0
  return shown.filter((line) => {
    const pattern = new RegExp(`^\\s*${line.trim().split('...').map(literally).join('.*')}`)
    const at = lines.findIndex((candidate, index) => index >= from && pattern.test(candidate))
    if (at >= 0) from = at + 1
    return at < 0
  })
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
