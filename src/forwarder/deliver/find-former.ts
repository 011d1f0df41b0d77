import type { Delivery } from '../../inbox/delivery.ts'
import { deliveryWorkflowId } from '../../process/ids/workflow-id.ts'
import type { StartClient } from '../../temporal/start-client.ts'
import { formerIdOf } from './identify.ts'

/**
 * The record that a version before made of a later event of a ref: its id had no ref in it, so it may be of another ref
 * under the same key. Only for refs that version knew; until the retention of the namespace has passed since the upgrade.
 *
 * @param refInId what stands for the ref in ids
 * @returns its workflow id, or null
 */
export async function findFormer(
  client: Pick<StartClient, 'describeRun'>,
  delivery: Pick<Delivery, 'process' | 'addressed' | 'key'>,
  refInId: string,
  deadlineMs: number,
): Promise<string | null> {
  const former = formerIdOf(delivery)
  if (former === null) return null
  const workflowId = deliveryWorkflowId(delivery.process, former)
  const run = await client.describeRun({ workflowId, deadlineMs })
  if (run === null || run.memo.digest !== undefined) return null
  if (run.refInId !== null && run.refInId !== refInId) return null
  // A bad body had the id then, and claims nothing now.
  const { code } = (run.memo.quarantine ?? {}) as { readonly code?: unknown }
  return run.type === 'deliveryRecord' || code === 'not_unical_ref' ? workflowId : null
}
