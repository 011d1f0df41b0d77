import { setWorkflowOptions, workflowInfo } from '@temporalio/workflow'

/**
 * Lets a long-running workflow go on with the current build instead of the one it began with. Without deployment
 * versioning it may name no behaviour: Temporal would refuse its workflow tasks.
 */
export function followBuilds(workflow: (...args: never[]) => Promise<unknown>): void {
  setWorkflowOptions(
    () =>
      workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {},
    workflow as (...args: unknown[]) => Promise<unknown>,
  )
}
