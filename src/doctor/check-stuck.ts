import type { Client } from '@temporalio/client'
import { SETTINGS_WORKFLOW_ID } from '../settings/settings-client.ts'
import { describeStuck, readStuck, type StuckRun } from '../temporal/read-stuck.ts'
import { temporalCommand } from '../temporal/temporal-command.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'
import type { DoctorParts } from './doctor-parts.ts'
import type { Finding } from './doctor-report.ts'

const WITHIN_MS = 2_500
/** As many are named; more of them have one cause. */
const SHOWN = 10
/** Temporal itself notes a run in it after some tries in a row (5; `startnode dev`: 2). */
const QUERY = "ExecutionStatus = 'Running' AND TemporalReportedProblems IS NOT NULL"

/** Runs whose next step no worker can take: the settings first, then tasks. Nothing where Temporal does not answer. */
export async function checkStuck({ client, namespace }: DoctorParts): Promise<Finding[]> {
  const deadline = Date.now() + WITHIN_MS
  const [settings, tasks] = await Promise.all([
    look(client, { workflowId: SETTINGS_WORKFLOW_ID }, deadline),
    listReported(client, deadline),
  ])
  const others = tasks.filter(({ workflowId }) => workflowId !== SETTINGS_WORKFLOW_ID).slice(0, SHOWN)
  const stuck = await Promise.all(others.map((run) => look(client, run, deadline)))
  return [
    ...(settings === null ? [] : [settingsFinding(settings)]),
    ...stuck.flatMap((run) => (run === null ? [] : [taskFinding(run, namespace)])),
  ]
}

async function listReported(
  client: Client,
  deadline: number,
): Promise<{ workflowId: string; runId: string }[]> {
  const found: { workflowId: string; runId: string }[] = []
  try {
    const { executions } = await withinDeadline(client, deadline, () =>
      client.workflowService.listWorkflowExecutions({
        namespace: client.options.namespace,
        query: QUERY,
        pageSize: SHOWN + 1,
      }),
    )
    for (const { execution } of executions)
      if (execution?.workflowId && execution.runId)
        found.push({ workflowId: execution.workflowId, runId: execution.runId })
  } catch {
    // An older Temporal has no such attribute; one that is away is named by the checks of Temporal.
  }
  return found
}

const look = (
  client: Client,
  run: { readonly workflowId: string; readonly runId?: string },
  deadline: number,
): Promise<StuckRun | null> => readStuck(client.workflow, run, deadline).catch(() => null)

function settingsFinding(run: StuckRun): Finding {
  return {
    area: 'settings',
    subject: run.workflowId,
    state: 'warning',
    message: `${describeStuck(run)}: receivers go on, nothing can be changed`,
    advice: 'See docs/operations.md, Stuck settings',
  }
}

function taskFinding(run: StuckRun, namespace: string): Finding {
  const end = temporalCommand('terminate', run, ['--reason', 'stuck'], namespace)
  return {
    area: 'task',
    subject: run.workflowId,
    state: 'warning',
    message: `${run.workflowType}: ${describeStuck(run)}`,
    advice: `Deploy a build that can run it, which it then goes on with; or end it: \`${end}\``,
  }
}
