/**
 * Worker deployment versioning: every task stays with the build that began it, so a change of its process can't break
 * it. The price: tasks start only once a current version is set, which `setCurrentVersion` does as a step of a deploy.
 */

import { setTimeout as sleep } from 'node:timers/promises'
import type { WorkflowService } from '@temporalio/client'
import type { WorkerDeploymentOptions } from '@temporalio/worker'
import { StartnodeError } from '../errors/startnode-error.ts'
import { explainTemporalError } from './explain-temporal-error.ts'
import { grpcFailureOf } from './grpc-failure.ts'

/** One build of a deployment; Temporal writes it `<deploymentName>.<buildId>`. */
export interface WorkerVersion {
  readonly deploymentName: string
  readonly buildId: string
}

/** What asks Temporal: a client's `workflowService`, with the namespace. */
export interface VersionService {
  readonly workflowService: WorkflowService
  readonly namespace: string
}

const LOOK_EVERY_MS = 250

/** Options of a worker of this version: tasks are PINNED, but for workflows that say otherwise. */
export function versionOptions(version: WorkerVersion): WorkerDeploymentOptions {
  return { version: { ...version }, useWorkerVersioning: true, defaultVersioningBehavior: 'PINNED' }
}

/**
 * The build that new tasks of a deployment go to.
 *
 * @returns null when there is no such deployment; `buildId: null` when no version is current: tasks do not start
 */
export async function readCurrentVersion(
  { workflowService, namespace }: VersionService,
  deploymentName: string,
): Promise<{ readonly buildId: string | null; readonly buildIds: readonly string[] } | null> {
  try {
    const { workerDeploymentInfo } = await workflowService.describeWorkerDeployment({
      namespace,
      deploymentName,
    })
    return {
      buildId: workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId || null,
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
 * Sends new tasks to a version once its workers are there. Safe to call again.
 *
 * @param waitMs how long to wait for its workers
 * @throws StartnodeError `worker_missing` when they do not come, or poll fewer task queues than the current version: nothing is
 * changed then
 */
export async function setCurrentVersion(
  service: VersionService,
  version: WorkerVersion,
  waitMs: number,
): Promise<void> {
  const { deploymentName, buildId } = version
  const name = `${deploymentName}.${buildId}`
  const end = Date.now() + waitMs
  for (;;) {
    const known = await readCurrentVersion(service, deploymentName)
    const refusal = known?.buildIds.includes(buildId) ? await tryToSet(service, version) : 'no worker came'
    if (refusal === null) return
    if (Date.now() > end) {
      throw new StartnodeError(
        'worker_missing',
        `${name} did not become current within ${waitMs / 1_000} s: ${refusal}; the current version stays. Start its workers with DEPLOYMENT_NAME=${deploymentName} and BUILD_ID=${buildId}`,
      )
    }
    await sleep(LOOK_EVERY_MS)
  }
}

/** @returns why not, where waiting may help: its workers have begun to poll only some of the task queues */
async function tryToSet(
  { workflowService, namespace }: VersionService,
  version: WorkerVersion,
): Promise<string | null> {
  try {
    const identity = 'startnode setup'
    await workflowService.setWorkerDeploymentCurrentVersion({ namespace, ...version, identity })
    return null
  } catch (error) {
    const failure = grpcFailureOf(error)
    if (failure?.code === 'FAILED_PRECONDITION') return failure.details
    throw explainTemporalError(error, 'setting the current version')
  }
}
