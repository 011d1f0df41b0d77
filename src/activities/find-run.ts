import type { StartClient } from '../temporal/start-client.ts'

/** The latest run of a workflow id; null: there is none. */
export type FindRun = (workflowId: string) => Promise<{
  readonly runId: string
  readonly open: boolean
  readonly firstRunId: string
} | null>

const CALL_MS = 5_000

/** Makes the local activity `findRun`: strongly consistent, unlike a list. */
export function createFindRun(client: Pick<StartClient, 'describeRun'>): FindRun {
  return async (workflowId) => {
    const run = await client.describeRun({ workflowId, deadlineMs: CALL_MS })
    return run && { runId: run.runId, open: run.open, firstRunId: run.firstRunId }
  }
}
