/**
 * The worker of `startnode dev`, a process of its own: code that Node has loaded can't be loaded anew, and a worker that takes
 * over must be there before the other one goes. Run by start-child.ts, never by a person; it ends with its parent, however that ends.
 */
import { StartnodeError } from '../../errors/startnode-error.ts'
import { describeLoadError } from '../../project/describe-load-error.ts'
import type { FromWorker, ToWorker } from './child-messages.ts'
import type { DevWorker } from './dev-worker.ts'
import { failureOf } from './failure-of.ts'

// Ctrl-C reaches the whole group of processes: the parent says when it is the turn of the worker.
process.on('SIGINT', () => {})
// Killed with SIGKILL, the parent can say nothing any more.
process.once('disconnect', () => process.exit(1))
process.once('SIGTERM', () => void stop())
process.on(
  'message',
  (message: ToWorker) => void (message.say === 'start' ? start(message) : replay(message)),
)

let started: DevWorker | null = null
// Nearly all of a start; the activities of the project are among it
const loading = import('./dev-worker.ts')
loading.catch(() => {})

function tell(message: FromWorker): void {
  if (process.connected) process.send?.(message)
}

async function start({ logLevel }: Extract<ToWorker, { say: 'start' }>): Promise<void> {
  try {
    const { startDevWorker } = await loading.catch((error: unknown) => {
      throw new StartnodeError('start_node_invalid', `The worker can not load: ${describeLoadError(error)}`, {
        cause: error,
      })
    })
    started = await startDevWorker({ env: process.env, logLevel })
  } catch (error) {
    tell({ say: 'failed', ...failureOf(error) })
    return
  }
  const { worker, code } = started
  tell({ say: 'ready', code })
  const why = await worker.finished.then(
    () => null,
    (error: unknown) => String(error),
  )
  if (why !== null) process.stderr.write(`The worker failed: ${why}\n`)
  process.exit(why === null ? 0 : 1)
}

/** What `finished` says of the end is said by `start`, which waits for it. */
async function stop(): Promise<void> {
  if (started === null) process.exit(0)
  const stopping = started.worker.stop()
  tell({ say: 'draining' })
  await stopping.catch(() => {})
}

async function replay({ processes, most }: Extract<ToWorker, { say: 'replay' }>): Promise<void> {
  try {
    tell({ say: 'replayed', tasks: (await started?.replay(processes, most)) ?? [] })
  } catch (error) {
    tell({ say: 'not-replayed', message: String(error) })
  }
}
