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
  const ended = new Promise<string>((resolve) => {
    worker.on('error', (error) => resolve(error instanceof Error ? error.message : String(error)))
    worker.once('exit', (code) => resolve(`its thread ended with exit code ${code}`))
  })
  void ended.then(() => {
    isAlive = false
  })
  const stop = async () => {
    isAlive = false
    await worker.terminate()
  }
  const nextWord = () => new Promise<ThreadWord>((resolve) => worker.once('message', resolve))
  const word = await Promise.race([nextWord(), ended])
  if (word !== 'ready')
    throw new Error(`A thread for Code nodes (${fileURLToPath(MAIN)}) did not start: ${String(word)}`)

  return {
    get isAlive() {
      return isAlive
    },
    stop,
    async run(job, signal) {
      signal.throwIfAborted()
      const answer = nextWord()
      worker.postMessage(job)
      const limit = watch(job.timeLimitMs + GRACE_MS, signal)
      try {
        const first = await Promise.race([answer, ended, limit.over])
        if (typeof first === 'object') return first
        await stop()
        signal.throwIfAborted()
        return first === 'late' ? TIMED_OUT : failRun(`The script broke the engine it ran in: ${first}`)
      } finally {
        limit.end()
      }
    },
  }
}

/** Says `late` when the time is over, `aborted` when the signal is. */
function watch(ms: number, signal: AbortSignal): { over: Promise<string>; end: () => void } {
  let end = () => {}
  const over = new Promise<string>((resolve) => {
    const abort = () => resolve('aborted')
    // An answer that is there already is taken first, however long this process was busy
    const timer = setTimeout(() => setImmediate(() => resolve('late')), ms)
    signal.addEventListener('abort', abort)
    end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
  })
  return { over, end }
}
