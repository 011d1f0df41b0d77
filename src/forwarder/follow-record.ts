import { isGrpcDeadlineError, WorkflowContinuedAsNewError } from '@temporalio/client'
import { believeResult } from '../temporal/codec/answers.ts'
import type { StartClient } from '../temporal/start-client.ts'
import type { RecordResult } from '../workflows/entities/delivery-record.ts'

/**
 * Waits for the record of a delivery to decide.
 *
 * @param deadlineMs how long it waits at most, ms; without a worker nothing decides
 * @returns what became of the delivery; `quarantined` when the record continues as that (or begins anew); null when it
 *   is not decided in time
 * @throws what the call to Temporal threw
 * @example await followRecord(client, { workflowId, runId, deadlineMs: 2_000 })
 */
export async function followRecord(
  client: StartClient,
  record: { readonly workflowId: string; readonly runId: string; readonly deadlineMs: number },
): Promise<RecordResult | 'quarantined' | null> {
  const { workflowId, runId, deadlineMs } = record
  const handle = client.getHandle(workflowId, runId, { followRuns: false })
  try {
    const read = () => client.withDeadline(Date.now() + deadlineMs, () => handle.result())
    return (await believeResult(client, runId, read)) as RecordResult
  } catch (error) {
    if (error instanceof WorkflowContinuedAsNewError) return 'quarantined'
    if (isGrpcDeadlineError(error)) return null
    throw error
  }
}
