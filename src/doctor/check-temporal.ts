import type { Client, Connection } from '@temporalio/client'
import proto from '@temporalio/proto'
import { explainTemporalError } from '../temporal/explain-temporal-error.ts'
import { listMissingSearchAttributes } from '../temporal/search-attributes.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'
import { checkWorkerVersion } from './check-worker-version.ts'
import type { DoctorParts } from './doctor-parts.ts'
import type { Finding } from './doctor-report.ts'

const DEADLINE_MS = 2_500
/** A poll lasts about a minute. */
const SEEN_WITHIN_MS = 90_000
const { TASK_QUEUE_TYPE_WORKFLOW, TASK_QUEUE_TYPE_ACTIVITY } = proto.temporal.api.enums.v1.TaskQueueType

/**
 * Temporal, its search attributes and the workers. None of it refuses a webhook, which waits in the inbox: warnings.
 */
export async function checkTemporal({
  client,
  connection,
  namespace,
  taskQueue,
  away,
}: DoctorParts): Promise<Finding[]> {
  if (away !== undefined) return [unreached(namespace, away)]
  // All at once: where Temporal is slow, who asks waits for one deadline and not for all of them.
  const [reached, workers, versions] = await Promise.all([
    checkNamespace(connection, namespace),
    checkWorkers(client, taskQueue),
    checkWorkerVersion(client, taskQueue),
  ])
  return reached.answers ? [reached.finding, workers, ...versions] : [reached.finding]
}

async function checkNamespace(
  connection: Connection,
  namespace: string,
): Promise<{ readonly finding: Finding; readonly answers: boolean }> {
  const about = { area: 'temporal', subject: `namespace ${namespace}` } as const
  try {
    const missing = await withinDeadline(connection, Date.now() + DEADLINE_MS, () =>
      listMissingSearchAttributes(connection, namespace),
    )
    if (missing.length === 0) {
      const message = 'Search attributes are registered'
      return { finding: { ...about, state: 'ok', message, advice: null }, answers: true }
    }
    const message = `Search attributes are missing: ${missing.join(', ')}`
    const advice = 'Run `startnode setup`'
    return { finding: { ...about, state: 'warning', message, advice }, answers: true }
  } catch (error) {
    const { message } = explainTemporalError(error, 'doctor')
    return { finding: unreached(namespace, message), answers: false }
  }
}

function unreached(namespace: string, message: string): Finding {
  const advice = 'Check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and the credentials'
  return { area: 'temporal', subject: `namespace ${namespace}`, state: 'warning', message, advice }
}

async function checkWorkers(client: Client, taskQueue: string): Promise<Finding> {
  const subject = `task queue ${taskQueue}`
  try {
    const kinds = [
      ['workflows', TASK_QUEUE_TYPE_WORKFLOW],
      ['activities', TASK_QUEUE_TYPE_ACTIVITY],
    ] as const
    const there = await Promise.all(kinds.map(([, type]) => hasPoller(client, taskQueue, type)))
    const without = kinds.filter((_, at) => !there[at]).map(([kind]) => kind)
    if (without.length === 0) {
      return { area: 'temporal', subject, state: 'ok', message: 'Workers are there', advice: null }
    }
    const message = `No worker takes ${without.join(' and ')}: tasks start and stay where they are`
    const advice = 'Start one with `startnode worker`'
    return { area: 'temporal', subject, state: 'warning', message, advice }
  } catch (error) {
    const { message } = explainTemporalError(error, 'looking for workers')
    return { area: 'temporal', subject, state: 'warning', message, advice: null }
  }
}

async function hasPoller(
  client: Client,
  taskQueue: string,
  taskQueueType: proto.temporal.api.enums.v1.TaskQueueType,
): Promise<boolean> {
  const { pollers } = await withinDeadline(client, Date.now() + DEADLINE_MS, () =>
    client.workflowService.describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name: taskQueue },
      taskQueueType,
    }),
  )
  const seenAfter = (Date.now() - SEEN_WITHIN_MS) / 1_000
  return pollers.some(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) > seenAfter)
}
