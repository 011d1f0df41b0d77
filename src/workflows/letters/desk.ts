/** What one run remembers for its letters. */
import { workflowInfo } from '@temporalio/workflow'

export interface Desk {
  /** Ids of the calls whose answers have not come, by `a<seq>` of an activity and `c<seq>` of a child. */
  readonly calls: Map<string, string>
  /** Ids of the Updates and queries that wait for an answer, by `u<protocol instance>` and `q<query id>`. */
  readonly asked: Map<string, string>
  /** The call of the parent that the result of this run answers. */
  answers: string | undefined
  /** When the first run of this chain started, Unix milliseconds. */
  since: number
  /** Ids of the signals that have counted, oldest first. */
  readonly seen: Set<string>
  /** It started before there were letters. */
  old: boolean
}

/** Of a thousand signals and more, the oldest may count again: whoever replays one has it within the seal of this workflow id. */
const MAX_SEEN = 1_000

export function openDesk(): Desk {
  const since = workflowInfo().startTime.getTime()
  return { calls: new Map(), asked: new Map(), answers: undefined, since, seen: new Set(), old: false }
}

/** @returns false: it has counted before */
export function countSignal({ seen }: Desk, id: string): boolean {
  if (seen.has(id)) return false
  seen.add(id)
  for (const oldest of seen) {
    if (seen.size <= MAX_SEEN) break
    seen.delete(oldest)
  }
  return true
}
