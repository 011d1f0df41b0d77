/** The one worker of `startnode dev`: it comes back when it ends by itself, and another one takes over when the processes change. */
import type { Running } from '../keep-running.ts'
import type { ReplayedTasks } from './child-messages.ts'
import { forkWorker, type WorkerChild } from './start-child.ts'

/** The digests of the processes in code. */
export type CodeDigests = Readonly<Record<string, string | null>>

export interface LiveWorker {
  /** Starts it, for `keepRunning`; where another one took over meanwhile, gives that one. */
  start(signal?: AbortSignal): Promise<Running>
  /**
   * Starts another one with what is on the disk now; the one before is drained once it is at work.
   *
   * @returns when the one before takes no more tasks
   * @throws as the start does; the one before is untouched then
   */
  replace(signal: AbortSignal): Promise<void>
  /** Loads the next one beforehand, all but the processes: most of a start is that. */
  prepare(): void
  /** Of the one at work. */
  code(): CodeDigests
  replay(processes: readonly string[], most: number): Promise<readonly ReplayedTasks[]>
  stop(): Promise<void>
}

/**
 * @param options.env of its process
 * @param options.loads names what a worker that was prepared has loaded: another name, and it is of no use any more
 */
export function createLiveWorker(options: {
  readonly env: NodeJS.ProcessEnv
  readonly logLevel: string
  loads(): string
}): LiveWorker {
  const { env, logLevel, loads } = options
  let current: { child: WorkerChild; code: CodeDigests } | null = null
  let spare: { child: WorkerChild; loads: string } | null = null
  let toldEnd: (how: string) => void = () => {}
  const draining = new Set<Promise<void>>()

  async function startNext(signal?: AbortSignal): Promise<{ child: WorkerChild; code: CodeDigests }> {
    const child = takeSpare() ?? forkWorker(env)
    return { child, code: await child.start(logLevel, signal) }
  }

  function takeSpare(): WorkerChild | null {
    const taken = spare
    spare = null
    if (taken === null || taken.loads === loads()) return taken?.child ?? null
    void taken.child.stop()
    return null
  }

  function adopt(next: NonNullable<typeof current>): void {
    current = next
    void next.child.ended.then((how) => {
      if (current !== next) return
      current = null
      toldEnd(how)
    })
  }

  const stopCurrent = async () => {
    const last = current
    current = null
    await last?.child.stop()
    toldEnd('it was stopped')
  }

  return {
    async start(signal) {
      if (current === null) {
        const next = await startNext(signal)
        // Another one may have taken over while this one started
        if (current === null) adopt(next)
        else await next.child.stop()
      }
      const ended = new Promise<string>((resolve) => {
        toldEnd = resolve
      })
      return { ended, stop: stopCurrent }
    },
    async replace(signal) {
      const next = await startNext(signal)
      const before = current
      adopt(next)
      if (before === null) return
      await before.child.drain()
      const gone = before.child.ended.then(() => {})
      draining.add(gone)
      void gone.then(() => draining.delete(gone))
    },
    prepare() {
      if (spare === null) {
        const child = forkWorker(env)
        const prepared = { child, loads: loads() }
        spare = prepared
        void child.ended.then(() => {
          if (spare === prepared) spare = null
        })
      }
    },
    code: () => current?.code ?? {},
    async replay(processes, most) {
      return (await current?.child.replay(processes, most)) ?? []
    },
    async stop() {
      const last = spare
      spare = null
      await Promise.all([last?.child.stop(), stopCurrent(), ...draining])
    },
  }
}
