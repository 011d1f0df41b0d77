/** Operating system processes of a test: always ended by their pid, also when the test fails. */
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { thriftyLikeThis } from './thrifty-node.ts'

export interface ChildEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface Child {
  readonly pid: number
  /** Settles when the process is gone and its output is read. */
  readonly ended: Promise<ChildEnd>
  isRunning(): boolean
  stdout(): string
  stderr(): string
  send(signal: NodeJS.Signals): void
  /** Signals and waits for the end; SIGKILL follows after `withinMs` (default 15,000). */
  end(signal?: NodeJS.Signals, withinMs?: number): Promise<ChildEnd>
}

const running = new Set<number>()
process.once('exit', () => {
  for (const pid of running) killNow(pid)
})

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // gone already
  }
}

/** What a child may inherit; never the Temporal or Startnode variables of whoever runs the tests. */
export function plainEnv(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env
  return { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }) }
}

/**
 * Starts `node <args>`.
 *
 * @param options.input written to standard input, which is then closed (default: empty)
 * @param options.stderrFile takes standard error, so that reading it costs this process nothing (default: a pipe)
 * @example const child = startChild(['bin/startnode.js', 'receiver'], { env })
 */
export function startChild(
  args: readonly string[],
  options: { env: NodeJS.ProcessEnv; cwd?: string; input?: string | Buffer; stderrFile?: string },
): Child {
  const { cwd, env, stderrFile } = options
  const file = stderrFile === undefined ? null : openSync(stderrFile, 'a')
  const child = spawn(process.execPath, [...thriftyLikeThis(), ...args], {
    cwd,
    env,
    stdio: ['pipe', 'pipe', file ?? 'pipe'],
  })
  if (file !== null) closeSync(file)
  if (!child.stdin || !child.stdout) throw new Error('A child without pipes')
  const pid = child.pid
  if (pid === undefined) throw new Error(`node ${args.join(' ')} could not be started`)
  running.add(pid)
  const out: string[] = []
  const err: string[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => err.push(text))
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  let open = true
  const ended = new Promise<ChildEnd>((resolve) => {
    child.once('close', (code, signal) => {
      open = false
      running.delete(pid)
      resolve({ code, signal })
    })
  })
  return {
    pid,
    ended,
    isRunning: () => open,
    stdout: () => out.join(''),
    stderr: () => (stderrFile === undefined ? err.join('') : readFileSync(stderrFile, 'utf8')),
    send(signal) {
      if (open) process.kill(pid, signal)
    },
    async end(signal = 'SIGTERM', withinMs = 15_000) {
      if (open) process.kill(pid, signal)
      const late = setTimeout(() => killNow(pid), withinMs)
      const end = await ended
      clearTimeout(late)
      return end
    },
  }
}

/**
 * Memory of a process in bytes, as Linux counts it: `anon` is what the process itself holds, `file` is mapped files
 * (the inbox's map among them), which the kernel takes back when it needs them.
 */
export function readMemory(pid: number): { anon: number; file: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024
  return { anon: bytes('RssAnon'), file: bytes('RssFile') }
}
