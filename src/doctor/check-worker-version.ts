import type { Client } from '@temporalio/client'
import proto from '@temporalio/proto'
import { explainTemporalError } from '../temporal/explain-temporal-error.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'
import type { Finding } from './doctor-report.ts'

const DEADLINE_MS = 2_500
const { TASK_QUEUE_TYPE_WORKFLOW } = proto.temporal.api.enums.v1.TaskQueueType
const { WORKER_VERSIONING_MODE_VERSIONED } = proto.temporal.api.enums.v1.WorkerVersioningMode

/**
 * Under deployment versioning a task starts only on a version that is current and has workers; where neither is so,
 * deliveries are accepted and tasks wait without a word.
 *
 * @returns nothing where workers are not versioned
 */
export async function checkWorkerVersion(client: Client, taskQueue: string): Promise<Finding[]> {
  const area = 'temporal' as const
  const subject = `task queue ${taskQueue}`
  try {
    const { pollers, versioningInfo } = await withinDeadline(client, Date.now() + DEADLINE_MS, () =>
      client.workflowService.describeTaskQueue({
        namespace: client.options.namespace,
        taskQueue: { name: taskQueue },
        taskQueueType: TASK_QUEUE_TYPE_WORKFLOW,
      }),
    )
    const versions = pollers.flatMap(({ deploymentOptions: options }) =>
      options?.workerVersioningMode === WORKER_VERSIONING_MODE_VERSIONED
        ? [`${options.deploymentName}.${options.buildId}`]
        : [],
    )
    const current = versioningInfo?.currentDeploymentVersion
    const name = current?.buildId ? `${current.deploymentName}.${current.buildId}` : null
    // Tasks go to workers without a version then, and some are there, or none are versioned.
    if (name === null && versions.length < Math.max(pollers.length, 1)) return []
    if (name !== null && versions.includes(name))
      return [{ area, subject, state: 'ok', message: `New tasks go to ${name}`, advice: null }]
    return [
      {
        area,
        subject,
        state: 'warning',
        message:
          name === null
            ? `No version is current, so no task starts; workers are there of ${[...new Set(versions)].join(', ')}`
            : `New tasks go to ${name}, and no worker of it is there`,
        advice:
          name === null
            ? 'Run `startnode setup --current-version` with the DEPLOYMENT_NAME and BUILD_ID of the workers'
            : 'Start its workers, or run `startnode setup --current-version` for the version that is there',
      },
    ]
  } catch (error) {
    const { message } = explainTemporalError(error, 'looking for the current version')
    return [{ area, subject, state: 'warning', message, advice: null }]
  }
}
