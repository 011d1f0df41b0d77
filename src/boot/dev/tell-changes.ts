/** What `startnode dev` says of a change, for a person. */
import { isStartnodeError } from '../../errors/startnode-error.ts'
import type { ReplayedTasks } from './child-messages.ts'

const NAMED_FILES = 3
const NAMED_TASKS = 10

export function tellChangedFiles(paths: readonly string[]): string {
  const more = paths.length > NAMED_FILES ? ` and ${paths.length - NAMED_FILES} more files` : ''
  return `Changed: ${paths.slice(0, NAMED_FILES).join(', ')}${more}`
}

/** @param change by process id */
export function tellLive(
  change: {
    readonly added: readonly string[]
    readonly changedDiagrams: readonly { readonly process: string; readonly version: string }[]
    readonly changedCode: readonly string[]
  },
  ms: number,
): string {
  const parts = [
    ...change.changedDiagrams.map(
      ({ process, version }) => `${process} (version ${version}; open tasks keep theirs)`,
    ),
    ...change.changedCode,
    ...change.added.map(
      (process) => `${process} (new; \`startnode enable ${process}\` opens its direct URL)`,
    ),
  ]
  return `Live after ${(ms / 1_000).toFixed(1)} s${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`
}

export function tellFailure(error: unknown): string {
  const known = isStartnodeError(error)
  const message = known || !(error instanceof Error) ? String((error as Error).message ?? error) : error.stack
  return `Not live: ${message}${known ? ` (${error.code}, see ${error.doc})` : ''}\nWorker and receiver go on with what was there before; the next change is tried again.`
}

/** @param open null: nobody knows how many */
export function tellGone(process: string, open: number | null): string {
  const tasks =
    open === 0
      ? ''
      : ` ${open ?? 'Its'} open task${open === 1 ? '' : 's'} can not go on until it is there again.`
  return `${process} is gone from the workflows: its direct URLs are refused.${tasks}`
}

export function tellBrokenTasks({ process, replayed, broken }: ReplayedTasks): string {
  const named = broken.slice(0, NAMED_TASKS).map(({ workflowId, reason }) => {
    const [first = ''] = reason.split('\n', 1)
    return `\n  ${workflowId}: ${first}`
  })
  const more = broken.length > NAMED_TASKS ? `\n  and ${broken.length - NAMED_TASKS} more` : ''
  const tasks = broken.length === 1 ? '1 open task does' : `${broken.length} open tasks do`
  return `${tasks} not fit the changed code of ${process} (${replayed} replayed). They wait until it fits again: change it back, or keep the old way beside the new one (docs/versions.md).${named.join('')}${more}`
}

export function tellNotReplayed(error: unknown): string {
  return `The open tasks of what changed could not be replayed, so nobody knows whether they fit: ${String(error instanceof Error ? error.message : error)}`
}
