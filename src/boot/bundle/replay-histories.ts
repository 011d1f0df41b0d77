import type { Client } from '@temporalio/client'
import type proto from '@temporalio/proto'
import { type ReplayHistoriesIterable, type ReplayWorkerOptions, Worker } from '@temporalio/worker'
import type { Encryption } from '../../keys/encryption-keys.ts'
import { StartnodePlugin } from '../../plugin.ts'

/** A task that this code would break. */
export interface BrokenTask {
  readonly workflowId: string
  /** Temporal's words: which event of the history does not fit. */
  readonly reason: string
}

export interface ReplayReport {
  readonly replayed: number
  readonly broken: readonly BrokenTask[]
}

/** The history of one run. */
export interface NamedHistory {
  readonly workflowId: string
  readonly history: proto.temporal.api.history.v1.IHistory
}

/**
 * Replays histories as a worker with this code would.
 *
 * @param code of a bundle, with the diagrams in it
 * @param encryption opens what was encrypted
 */
export async function replayHistories(
  code: string,
  histories: ReplayHistoriesIterable,
  encryption: Encryption,
): Promise<ReplayReport> {
  const options: ReplayWorkerOptions = {
    workflowBundle: { code },
    plugins: [new StartnodePlugin({ encryption })],
  }
  const broken: BrokenTask[] = []
  let replayed = 0
  for await (const { workflowId, error } of Worker.runReplayHistories(options, histories)) {
    replayed += 1
    if (error) broken.push({ workflowId, reason: error.message })
  }
  return { replayed, broken }
}

/**
 * Reads the histories of runs that have begun, one after the other.
 *
 * @param query of Temporal's visibility
 * @param most so many runs are looked at
 */
export async function* listHistories(
  client: Client,
  query: string,
  most: number,
): AsyncGenerator<NamedHistory> {
  let left = most
  if (left === 0) return
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory()
    left -= 1
    // One that has not begun yet fits anything, and Temporal's replay would wait for its first step.
    if (history.events?.some((event) => event.workflowTaskCompletedEventAttributes))
      yield { workflowId, history }
    if (left === 0) return
  }
}
