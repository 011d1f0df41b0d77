/** What runs in the thread of `prepareInThread`: reads, judges and plans one upload, says what came of it, and ends. */
import { parentPort, workerData } from 'node:worker_threads'
import type { ErrorCode } from '../errors/error-table.ts'
import { isStartnodeError } from '../errors/startnode-error.ts'
import { judgeFiles } from './judge-export.ts'
import type { PlannedProcess } from './plan-import.ts'
import { type PreparedImport, prepareImport } from './prepare-import.ts'
import { readBytes } from './read-source.ts'
import type { Bounds } from './read-zip.ts'

export interface PrepareJob {
  readonly name: string
  readonly bytes: Uint8Array
  /** URL of the `workflows/` folder: an object of it can't go from thread to thread. */
  readonly dir: string
  readonly id: string | null
  readonly bounds: Bounds
}

type Former = NonNullable<PlannedProcess['former']>
type SentProcess = Omit<PlannedProcess, 'former'> & {
  readonly former: (Omit<Former, 'file'> & { readonly file: string }) | null
}

/** What the thread says, once. */
export type PrepareWord =
  | { readonly prepared: Omit<PreparedImport, 'planned'> & { readonly planned: SentProcess[] | null } }
  | { readonly refused: { readonly code: ErrorCode; readonly message: string } }

async function work({ name, bytes, dir, id, bounds }: PrepareJob): Promise<PrepareWord> {
  try {
    const folder = new URL(dir)
    const judged = await judgeFiles(name, await readBytes(name, Buffer.from(bytes), bounds), folder)
    const { planned, ...rest } = await prepareImport(judged, folder, id)
    return { prepared: { ...rest, planned: planned?.map(send) ?? null } }
  } catch (error) {
    if (!isStartnodeError(error)) throw error
    return { refused: { code: error.code, message: error.message } }
  }
}

function send({ former, ...rest }: PlannedProcess): SentProcess {
  return { ...rest, former: former === null ? null : { ...former, file: former.file.href } }
}

parentPort?.postMessage(await work(workerData as PrepareJob))
