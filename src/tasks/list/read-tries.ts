/** At which try those are that are tried again: visibility does not know, so each is described, within bounds. */
import type { Client } from '@temporalio/client'
import { withinDeadline } from '../../temporal/within-deadline.ts'
import type { TaskRow } from '../list-tasks.ts'

/** A describe is some ms of the server: of a page, the first few. */
const MOST = 25
const AT_ONCE = 8
const WITHIN_MS = 1_500

/**
 * @param rows of a page; only those that are tried again are asked about
 * @returns by run id; what was not told in time is missing
 */
export async function readTries(
  client: Client,
  rows: readonly Pick<TaskRow, 'workflowId' | 'runId' | 'doing'>[],
): Promise<ReadonlyMap<string, number>> {
  const tries = new Map<string, number>()
  const left = rows.filter(({ doing }) => doing === 'retrying').slice(0, MOST)
  if (left.length === 0) return tries
  const deadline = Date.now() + WITHIN_MS
  const work = async () => {
    for (let row = left.shift(); row !== undefined && Date.now() < deadline; row = left.shift()) {
      const { workflowId, runId } = row
      const request = { namespace: client.options.namespace, execution: { workflowId, runId } }
      const described = await withinDeadline(
        client,
        deadline,
        () => client.workflowService.describeWorkflowExecution(request),
        // Shown as not known: the list itself is there
      ).catch(() => null)
      const attempts = described?.pendingActivities?.map(({ attempt }) => attempt ?? 0) ?? []
      if (attempts.length > 0) tries.set(runId, Math.max(...attempts))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return tries
}
