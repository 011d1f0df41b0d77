import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { TYPESCRIPT } from '../helpers/typescript.ts'

export interface Child {
  readonly process: ChildProcess
  /** Every line it wrote so far. */
  readonly lines: string[]
}

/** Starts a script of this folder; resolves when it wrote its first line. */
export async function spawnChild(script: string, ...args: string[]): Promise<Child> {
  const file = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(process.execPath, [...TYPESCRIPT, file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => lines.push(line))
  await Promise.race([once(reader, 'line'), once(child, 'exit')])
  return { process: child, lines }
}

/** kill -9; resolves when it is gone and all its lines were read. */
export async function killChild(child: Child): Promise<void> {
  const gone = once(child.process, 'close')
  child.process.kill('SIGKILL')
  await gone
}
