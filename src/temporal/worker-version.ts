/**
 * Worker deployment versioning: every task stays with the build that began it, so a change of its process can't break
 * it. The price: tasks start only once a current version is set, which `setCurrentVersion` does as a step of a deploy.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import type { WorkflowService } from '@temporalio/client'
import proto from '@temporalio/proto'
import type { WorkerDeploymentOptions } from '@temporalio/worker'
import { StartnodeError } from '../errors/startnode-error.ts'
import { explainTemporalError } from './explain-temporal-error.ts'
import { grpcFailureOf } from './grpc-failure.ts'

/** One build of a deployment; Temporal writes it `<deploymentName>.<buildId>`. */
export interface WorkerVersion {
  readonly deploymentName: string
  readonly buildId: string
}

/** What Temporal says of a deployment. */
export interface CurrentVersion {
  /** The build that new tasks go to; null when no version is current: tasks do not start. */
  readonly buildId: string | null
  /** False while task queues still have to hear of the last change: a task may start on the version before. */
  readonly isInForce: boolean
  /** Every build whose workers Temporal has seen. */
  readonly buildIds: readonly string[]
}

/** What asks Temporal: a client's `workflowService`, with the namespace. */
export interface VersionService {
  readonly workflowService: WorkflowService
  readonly namespace: string
}

const LOOK_EVERY_MS = 250
/**
 * So long the deployment's own word is waited for; the partitions of a task queue hear of a change within moments. Temporal 1.32 loses that word
 * when it comes while its deployment's workflow goes on as a new run, and says "in progress" for ever
 * (https://github.com/temporalio/temporal/issues/11842).
 */
const OWN_WORD_MS = 5_000
/** Temporal tells the partitions of the task queues one after another. */
const NOT_HEARD = 'not every task queue has heard of it yet'
const { ROUTING_CONFIG_UPDATE_STATE_IN_PROGRESS } = proto.temporal.api.enums.v1.RoutingConfigUpdateState

/** Options of a worker of this version: tasks are PINNED, but for workflows that say otherwise. */
export function versionOptions(version: WorkerVersion): WorkerDeploymentOptions {
  return { version: { ...version }, useWorkerVersioning: true, defaultVersioningBehavior: 'PINNED' }
}

/**
 * The build that new tasks of a deployment go to.
 *
 * @returns null when there is no such deployment
 */
export async function readCurrentVersion(
  { workflowService, namespace }: VersionService,
  deploymentName: string,
): Promise<CurrentVersion | null> {
  try {
    const { workerDeploymentInfo } = await workflowService.describeWorkerDeployment({
      namespace,
      deploymentName,
    })
    return {
      buildId: workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId || null,
      isInForce: workerDeploymentInfo?.routingConfigUpdateState !== ROUTING_CONFIG_UPDATE_STATE_IN_PROGRESS,
      buildIds: (workerDeploymentInfo?.versionSummaries ?? []).flatMap(({ deploymentVersion }) =>
        deploymentVersion?.buildId ? [deploymentVersion.buildId] : [],
      ),
    }
  } catch (error) {
    if (grpcFailureOf(error)?.code === 'NOT_FOUND') return null
    throw explainTemporalError(error, 'reading the current version')
  }
}

/**
 * Sends new tasks to a version once its workers are there; when it returns, every task queue knows. Safe to call again.
 *
 * @param waitMs how long to wait for its workers, and for the task queues
 * @throws StartnodeError `worker_missing` when its workers do not come, or poll fewer task queues than the current version: nothing
 * is changed then. Or when some task queue has not heard of the change yet
 */
export async function setCurrentVersion(
  service: VersionService,
  version: WorkerVersion,
  waitMs: number,
): Promise<void> {
  const { deploymentName, buildId } = version
  const end = Date.now() + waitMs
  let setAt: number | null = null
  for (;;) {
    const known = await readCurrentVersion(service, deploymentName)
    const isSet = known?.buildId === buildId
    if (isSet && known.isInForce) return
    if (isSet) setAt ??= Date.now()
    if (setAt !== null && Date.now() - setAt >= OWN_WORD_MS && (await haveHeard(service, version))) return
    const reason = isSet ? NOT_HEARD : await tryToSet(service, version, known)
    if (Date.now() > end) {
      throw new StartnodeError(
        'worker_missing',
        `${deploymentName}.${buildId} did not become current within ${waitMs / 1_000} s: ${reason}; ${
          reason === NOT_HEARD
            ? 'try again'
            : `the current version stays. Start its workers with DEPLOYMENT_NAME=${deploymentName} and BUILD_ID=${buildId}`
        }`,
      )
    }
    await sleep(LOOK_EVERY_MS)
  }
}

/** True when every task queue of the version sends new tasks to it, by the word of each. */
async function haveHeard(
  { workflowService, namespace }: VersionService,
  version: WorkerVersion,
): Promise<boolean> {
  try {
    const { versionTaskQueues } = await workflowService.describeWorkerDeploymentVersion({
      namespace,
      deploymentVersion: { ...version },
    })
    const told = await Promise.all(
      versionTaskQueues.map(({ name, type }) =>
        workflowService.describeTaskQueue({
          namespace,
          taskQueue: { name: name ?? null },
          taskQueueType: type ?? null,
        }),
      ),
    )
    return (
      told.length > 0 &&
      told.every(({ versioningInfo }) => {
        const { deploymentName, buildId } = versioningInfo?.currentDeploymentVersion ?? {}
        return deploymentName === version.deploymentName && buildId === version.buildId
      })
    )
  } catch (error) {
    throw explainTemporalError(error, 'asking the task queues for the current version')
  }
}

/** @returns what has to be waited for: its workers may have begun to poll only some of the task queues */
async function tryToSet(
  { workflowService, namespace }: VersionService,
  version: WorkerVersion,
  known: CurrentVersion | null,
): Promise<string> {
  if (!known?.buildIds.includes(version.buildId)) return 'no worker came'
  try {
    const identity = 'startnode setup'
    await workflowService.setWorkerDeploymentCurrentVersion({ namespace, ...version, identity })
    return NOT_HEARD
  } catch (error) {
    const failure = grpcFailureOf(error)
    if (failure?.code === 'FAILED_PRECONDITION') return failure.details
    throw explainTemporalError(error, 'setting the current version')
  }
}
