/** The quarantine from outside of Temporal: CLI and admin API. Reading needs no worker, changing does. */
import type { WorkflowClient } from '@temporalio/client'
import { isStartnodeError, StartnodeError } from '../errors/startnode-error.ts'
import { deliveryWorkflowId } from '../process/ids/workflow-id.ts'
import { believeUpdate } from '../temporal/codec/answers.ts'
import { requireWorker } from '../temporal/require-worker.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'
import type { QuarantineResult } from '../workflows/quarantine/kept-delivery.ts'
import { explainEntryError } from './explain-entry-error.ts'
import { type EntryFilter, listEntries, type QuarantinePage } from './list-entries.ts'
import { describeEntryRun, type QuarantineEntry, readEntry } from './read-entry.ts'

export type { ListedEntry, QuarantinePage } from './list-entries.ts'
export type { QuarantineEntry } from './read-entry.ts'

/** A change with all it takes, ms. */
const CHANGE_WITHIN_MS = 20_000

export interface Quarantine {
  /**
   * Open entries, newest first; visibility is a moment late.
   * @param options.process only of this process
   * @param options.limit at most so many (default 100)
   * @param options.page `next` of the page before
   */
  list(options?: EntryFilter): Promise<QuarantinePage>
  /** One entry, its body included, open or not. @throws QuarantineUnknownError */
  show(process: string, taskId: string): Promise<QuarantineEntry>
  /**
   * Gives it another body, as text. It is checked when it is resubmitted.
   * @throws QuarantineUnknownError, `worker_missing`; StartnodeError `quarantine_closed`, `request_invalid`
   */
  edit(process: string, taskId: string, change: { body: string; actor: string }): Promise<QuarantineEntry>
  /**
   * Makes it the task it should have been; once, however often it is asked.
   * @param change.asNew true: a task of its own under the id of the entry, whatever has its delivery key
   * @throws QuarantineUnknownError, `worker_missing`; StartnodeError with the code and the problems the receiver would
   *   answer, `not_unical_ref` while an open task has the ref, `delivery_key_reused` when its key has become a task with
   *   another body, `quarantine_closed` when it was discarded or has expired
   */
  resubmit(
    process: string,
    taskId: string,
    change: { actor: string; asNew?: boolean },
  ): Promise<QuarantineResult>
  /** Ends it for good. @throws QuarantineUnknownError, `worker_missing`; StartnodeError `quarantine_closed` */
  discard(
    process: string,
    taskId: string,
    change: { reason: string; actor: string },
  ): Promise<QuarantineResult>
}

/**
 * The quarantine of the client's namespace.
 *
 * @example await createQuarantine(client.workflow).resubmit('loan-approved', taskId, { actor: 'cli:bob' })
 */
export function createQuarantine(client: WorkflowClient): Quarantine {
  async function update<T>(process: string, taskId: string, name: string, input: unknown): Promise<T> {
    const deadline = Date.now() + CHANGE_WITHIN_MS
    const run = await describeEntryRun(client, process, taskId)
    if (run.open) await requireWorker(client, run.taskQueue, deadline, 'to change the quarantine')
    else await refuseClosed(process, taskId)
    const handle = client.getHandle(deliveryWorkflowId(process, taskId), run.runId)
    try {
      const send = () => handle.executeUpdate<T, [unknown]>(name, { args: [input] })
      return await withinDeadline(client, deadline, () => believeUpdate(client, send))
    } catch (error) {
      const explained = explainEntryError(error, run.taskQueue)
      // It ended between our look at it and the Update: what it ended with may be what was asked for.
      if (isStartnodeError(explained) && explained.code === 'quarantine_closed')
        await refuseClosed(process, taskId)
      throw explained
    }
  }

  async function refuseClosed(process: string, taskId: string): Promise<never> {
    const { ended } = await readEntry(client, process, taskId)
    throw new ClosedEntry(ended)
  }

  /** What was asked for has been done before: that is no error. */
  async function doneBefore(
    as: QuarantineResult['ended'],
    work: () => Promise<QuarantineResult>,
  ): Promise<QuarantineResult> {
    try {
      const result = await work()
      if (result.ended === as) return result
      throw new ClosedEntry(result)
    } catch (error) {
      if (error instanceof ClosedEntry && error.ended?.ended === as) return error.ended
      throw error
    }
  }

  return {
    list: (options = {}) => listEntries(client, options),
    show: (process, taskId) => readEntry(client, process, taskId),
    async edit(process, taskId, change) {
      await update(process, taskId, 'edit', change)
      return readEntry(client, process, taskId)
    },
    resubmit: (process, taskId, change) =>
      doneBefore('resubmitted', () => update(process, taskId, 'resubmit', change)),
    discard: (process, taskId, change) =>
      doneBefore('discarded', () => update(process, taskId, 'discard', change)),
  }
}

class ClosedEntry extends StartnodeError {
  readonly ended: QuarantineResult | null

  constructor(ended: QuarantineResult | null) {
    super(
      'quarantine_closed',
      `It is no longer in quarantine: ${ended?.ended ?? 'someone ended the workflow'}`,
    )
    this.ended = ended
  }
}
