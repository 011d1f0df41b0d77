/**
 * The threads that Code nodes run in: a few, started when they are first needed, each replaced when it was killed or broke.
 * Runs that find no thread free wait in line; that time is not theirs.
 */
import { availableParallelism } from 'node:os'
import type { CodeOutcome } from './code-input.ts'
import { type CodeThread, startCodeThread } from './code-thread.ts'
import type { ScriptJob } from './run-script.ts'

export interface CodePool {
  /**
   * Waits for a thread and runs a script in it.
   *
   * @throws the reason of the signal, when it is aborted before the run is over; an Error when no thread can be started
   */
  run(job: ScriptJob, signal: AbortSignal): Promise<CodeOutcome>
  /** Stops the threads that are free; a run that is under way stops with its signal. */
  close(): Promise<void>
}

/** Two at least: an endless loop must leave one for the others. */
export const THREADS = Math.min(Math.max(availableParallelism(), 2), 8)

/** @example const pool = createCodePool({ size: 2 }) */
export function createCodePool({ size = THREADS }: { readonly size?: number } = {}): CodePool {
  const idle: CodeThread[] = []
  const line: (() => void)[] = []
  let busy = 0

  async function enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (busy < size) {
      busy += 1
      return
    }
    await new Promise<void>((resolve, reject) => {
      const enterNow = () => {
        signal.removeEventListener('abort', giveUp)
        resolve()
      }
      const giveUp = () => {
        line.splice(line.indexOf(enterNow), 1)
        reject(signal.reason)
      }
      line.push(enterNow)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  }

  /** The place goes to the next in line, or is free. */
  function leave(): void {
    const next = line.shift()
    if (next === undefined) busy -= 1
    else next()
  }

  /** The one used last: it is warm, and the others may stay as small as they are. */
  function takeIdle(): CodeThread | undefined {
    const thread = idle.pop()
    return thread === undefined || thread.isAlive ? thread : takeIdle()
  }

  return {
    async run(job, signal) {
      await enter(signal)
      try {
        const thread = takeIdle() ?? (await startCodeThread())
        try {
          return await thread.run(job, signal)
        } finally {
          if (thread.isAlive) idle.push(thread)
        }
      } finally {
        leave()
      }
    },
    async close() {
      await Promise.all(idle.splice(0).map((thread) => thread.stop()))
    },
  }
}
