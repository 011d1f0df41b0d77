/**
 * The first of several receiver processes: starts the others, gives each connection to one of them (node:cluster, in turn), and
 * starts those again that end by themselves. It reads no request, so it can hardly fail.
 */
import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { StartnodeError } from '../../errors/startnode-error.ts'
import type { Logger } from '../../telemetry/logger.ts'
import { type Kept, keepRunning, type Running } from '../keep-running.ts'

/** Says to a process which one it is. */
const PLACE = 'STARTNODE_RECEIVER_PLACE'
const STOP = 'stop'

/** Which one of several this process is, from 1 on; null: it is the only one, or the first, which serves nothing. */
export function placeOfProcess(): number | null {
  return cluster.isWorker ? Number(process.env[PLACE]) : null
}

/** Resolves when the first process says so: a signal from a terminal reaches all, and a second one would cut this one off. */
export function stopMessage(): Promise<'stop'> {
  return new Promise((resolve) => {
    process.on('message', (message) => {
      if (message === STOP) resolve(STOP)
    })
  })
}

/** Lets go of the first process, which would keep this one alive. */
export function leaveProcesses(): void {
  if (process.connected) process.disconnect()
}

/**
 * Runs this very command line in so many processes, until `stopped`.
 *
 * @throws StartnodeError `part_failed` when one of them does not start, or does not last again and again; the others are
 * stopped then
 */
export async function runProcesses(
  processes: number,
  stopped: Promise<NodeJS.Signals>,
  log: Logger,
): Promise<void> {
  const kept: Kept[] = []
  const started = await Promise.allSettled(
    Array.from({ length: processes }, async (_, index) => {
      const what = `Receiver process ${index + 1}`
      const start = () => startProcess(index + 1, what)
      const onProgress = (text: string) => log.warn({ place: index + 1 }, text)
      kept.push(keepRunning({ what, first: await start(), start, onProgress }))
    }),
  )
  try {
    for (const result of started) if (result.status === 'rejected') throw result.reason
    log.info({ processes }, 'all receiver processes are ready')
    const signal = await Promise.race([stopped, ...kept.map(({ failed }) => failed)])
    log.info({ signal, processes }, 'stopping')
  } finally {
    await Promise.all(kept.map((one) => one.stop()))
  }
}

/** Returns when it listens. */
async function startProcess(place: number, what: string): Promise<Running> {
  const worker = cluster.fork({ [PLACE]: String(place) })
  const ended = once(worker, 'exit').then(([code, signal]) => String(signal ?? `exit code ${code}`))
  const first = await Promise.race([once(worker, 'listening'), ended])
  if (typeof first === 'string')
    throw new StartnodeError(
      'part_failed',
      `${what} ended (${first}) before it listened: see its lines above`,
    )
  return {
    ended,
    async stop() {
      tellToStop(worker)
      await ended
    },
  }
}

function tellToStop(worker: Worker): void {
  if (worker.isConnected()) worker.send(STOP)
}
