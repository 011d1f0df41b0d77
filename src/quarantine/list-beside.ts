import type { WorkflowClient } from '@temporalio/client'
import { deliveryWorkflowId } from '../process/ids/workflow-id.ts'
import { MPO_TASK_ID } from '../temporal/search-attributes.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'

/** What else came under the identity of a delivery. */
export interface Beside {
  readonly workflowId: string
  readonly runId: string
  /** Of a task, its id; of an entry, that of the entry. */
  readonly taskId: string
  /** `record`: a later event of a ref, which decides or was signalled. */
  readonly kind: 'task' | 'entry' | 'record'
}

const SHOWN = 20
const WITHIN_MS = 5_000
const KINDS: Readonly<Record<string, Beside['kind']>> = {
  quarantinedDelivery: 'entry',
  deliveryRecord: 'record',
  callbackRecord: 'record',
}

/**
 * The task of an identity, its record, and the entries of other bodies under its key; newest first, a moment late. Only
 * where the namespace has our search attributes: an extra, so it is empty where Temporal does not answer.
 *
 * @param except workflow id that is not listed
 */
export async function listBeside(
  client: WorkflowClient,
  process: string,
  identity: string,
  except: string,
): Promise<Beside[]> {
  const found: Beside[] = []
  const query = `${MPO_TASK_ID.name} = '${identity}' AND MpoProcess = '${process}'`
  try {
    await withinDeadline(client, Date.now() + WITHIN_MS, async () => {
      for await (const { workflowId, runId, type } of client.list({ query, pageSize: SHOWN })) {
        if (workflowId === except || found.some((one) => one.workflowId === workflowId)) continue
        const kind = KINDS[type] ?? 'task'
        const entryId = workflowId.slice(deliveryWorkflowId(process, '').length)
        found.push({ workflowId, runId, kind, taskId: kind === 'task' ? identity : entryId })
        if (found.length === SHOWN) break
      }
    })
  } catch {
    return found
  }
  return found
}
