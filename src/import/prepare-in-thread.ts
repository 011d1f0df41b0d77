/** Reading and judging an export takes seconds when it is large: not on the event loop that answers webhooks. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { StartnodeError } from '../errors/startnode-error.ts'
import type { PreparedImport } from './prepare-import.ts'
import type { PrepareJob, PrepareWord } from './prepare-thread.ts'

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const MAIN = new URL(`./prepare-thread.${extension}`, import.meta.url)
const LOADER = new URL('../../bin/load-typescript.js', import.meta.url)
/** Most memory of what is read, MB; a receiver has other things to keep. */
const MAX_HEAP_MB = 512
const WITHIN_MS = 60_000

/**
 * `judgeFiles` and `prepareImport` of an upload, in a thread of its own, with bounds on memory and time.
 *
 * @throws StartnodeError `export_unreadable`, `not_an_export`
 */
export async function prepareInThread(job: PrepareJob): Promise<PreparedImport> {
  const worker = new Worker(MAIN, {
    name: 'import',
    env: {},
    workerData: job,
    execArgv: extension === 'ts' ? ['--import', LOADER.href] : [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  })
  try {
    const [word] = (await once(worker, 'message', { signal: AbortSignal.timeout(WITHIN_MS) })) as [
      PrepareWord,
    ]
    if ('refused' in word) throw new StartnodeError(word.refused.code, word.refused.message)
    const { planned, ...rest } = word.prepared
    return { ...rest, planned: planned?.map(receive) ?? null }
  } catch (error) {
    throw explain(job.name, error)
  } finally {
    await worker.terminate()
  }
}

type Sent = NonNullable<Extract<PrepareWord, { prepared: unknown }>['prepared']['planned']>[number]

function receive({ former, ...rest }: Sent) {
  return { ...rest, former: former === null ? null : { ...former, file: new URL(former.file) } }
}

function explain(name: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code
  const which = code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : code === 'ABORT_ERR' ? 'time' : null
  if (which === null) return error
  return new StartnodeError(
    'export_unreadable',
    `${name} needs more ${which} than a receiver has for it: use \`startnode check\` and \`startnode import\``,
    { cause: error },
  )
}
