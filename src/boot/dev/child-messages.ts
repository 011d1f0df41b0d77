/** What `startnode dev` and its worker, a child process, say to each other. */
import type { ErrorCode } from '../../errors/error-table.ts'

export type ToWorker =
  | { readonly say: 'start'; readonly logLevel: string }
  /** Replay open tasks of these processes, at most `most` of each, the newest first. */
  | { readonly say: 'replay'; readonly processes: readonly string[]; readonly most: number }

/** Open tasks of a process in code whose history does not fit its code any more. */
export interface ReplayedTasks {
  readonly process: string
  readonly replayed: number
  readonly broken: readonly { readonly workflowId: string; readonly reason: string }[]
}

export type FromWorker =
  /** At work. `code`: the digest of each process in code with all that it imports; null: it is not known. */
  | { readonly say: 'ready'; readonly code: Readonly<Record<string, string | null>> }
  | {
      readonly say: 'failed'
      readonly code: ErrorCode | null
      readonly message: string
      readonly stack: string | null
    }
  /** It takes no more tasks. */
  | { readonly say: 'draining' }
  | { readonly say: 'replayed'; readonly tasks: readonly ReplayedTasks[] }
  | { readonly say: 'not-replayed'; readonly message: string }
