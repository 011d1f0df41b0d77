import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { failRun, TIMED_OUT } from './code-failure.ts'
import type { CodeOutcome } from './code-input.ts'
import type { ScriptJob } from './run-script.ts'
import type { ThreadWord } from './thread-main.ts'

/** Milliseconds after which a thread that does not even see its own time limit is killed. */
const GRACE_MS = 500

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const MAIN = new URL(`./thread-main.${extension}`, import.meta.url)
const LOADER = new URL('../../../bin/load-typescript.js', import.meta.url)

/** One thread, ready for one script at a time. */
export interface CodeThread {
  /** False: it was killed or broke, and takes no more. */
  readonly isAlive: boolean
  /**
   * Runs a script. The thread is killed when it overruns its time limit or the signal is aborted.
   *
   * @throws the reason of the signal
   */
  run(job: ScriptJob, signal: AbortSignal): Promise<CodeOutcome>
  stop(): Promise<void>
}

/**
 * Starts a thread with QuickJS loaded. It has no environment, and does not keep the process alive.
 *
 * @throws what kept it from starting
 */
export async function startCodeThread(): Promise<CodeThread> {
  const worker = new Worker(MAIN, {
    name: 'code-node',
    env: {},
    execArgv: extension === 'ts' ? ['--import', LOADER.href] : [],
    // WebAssembly needs about 16 times the stack that QuickJS counts
    resourceLimits: { maxOldGenerationSizeMb: 96, stackSizeMb: 16 },
  })
  worker.unref()
  let isAlive = true
  const die = () => {
    isAlive = false
  }
  worker.on('error', die)
  worker.on('exit', die)
  const stop = async () => {
    die()
    await worker.terminate()
  }
  const first = await hear(worker)
  if (first.what !== 'ready')
    throw new Error(
      `A thread for Code nodes (${fileURLToPath(MAIN)}) did not start: ${first.what === 'end' ? first.why : first.what}`,
    )

  return {
    get isAlive() {
      return isAlive
    },
    stop,
    async run(job, signal) {
      signal.throwIfAborted()
      const begun = performance.now()
      worker.postMessage(job)
      const heard = await hear(worker, { ms: job.timeLimitMs + GRACE_MS, signal })
      if (heard.what === 'outcome') return heard.outcome
      await stop()
      signal.throwIfAborted()
      // What was cut off at its limit may leave the engine broken: it is late all the same
      const isLate = performance.now() - begun >= job.timeLimitMs
      if (heard.what !== 'end' || isLate) return TIMED_OUT
      return failRun(`The script broke the engine it ran in: ${heard.why}`)
    },
  }
}

type Heard =
  | { readonly what: 'ready' | 'late' | 'aborted' }
  | { readonly what: 'outcome'; readonly outcome: CodeOutcome }
  | { readonly what: 'end'; readonly why: string }

/** What is first: a word of the thread, its end, the end of its time, or the signal. No listener is left behind. */
function hear(worker: Worker, until?: { readonly ms: number; readonly signal: AbortSignal }): Promise<Heard> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined
    const settle = (heard: Heard) => {
      clearTimeout(timer)
      worker.off('message', onWord).off('error', onError).off('exit', onExit)
      until?.signal.removeEventListener('abort', onAbort)
      resolve(heard)
    }
    const onWord = (word: ThreadWord) =>
      settle(word === 'ready' ? { what: 'ready' } : { what: 'outcome', outcome: word })
    const onError = (error: unknown) =>
      settle({ what: 'end', why: error instanceof Error ? error.message : String(error) })
    const onExit = (code: number) => settle({ what: 'end', why: `its thread ended with exit code ${code}` })
    const onAbort = () => settle({ what: 'aborted' })
    worker.on('message', onWord).on('error', onError).on('exit', onExit)
    if (until === undefined) return
    until.signal.addEventListener('abort', onAbort)
    // An answer that is there already is taken first, however long this process was busy
    timer = setTimeout(() => setImmediate(() => settle({ what: 'late' })), until.ms)
  })
}
