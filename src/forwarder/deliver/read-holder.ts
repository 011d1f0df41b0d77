import { isStartnodeError } from '../../errors/startnode-error.ts'
import type { RunState, StartClient } from '../../temporal/start-client.ts'

/** Of a memo nobody can read: equal to no digest. */
const UNREADABLE = { digest: false, firstDigest: false }

/**
 * What holds a workflow id, its latest run; null when there is none. A memo that can't be read is no reason to wait:
 * its body counts as another one.
 */
export async function readHolder(
  client: Pick<StartClient, 'describeRun'>,
  workflowId: string,
  deadlineMs: number,
): Promise<Pick<RunState, 'memo'> | null> {
  try {
    return await client.describeRun({ workflowId, deadlineMs })
  } catch (error) {
    if (isStartnodeError(error) && error.code === 'payload_unreadable') return { memo: UNREADABLE }
    throw error
  }
}
