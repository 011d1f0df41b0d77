import { type WorkflowHandle, WorkflowNotFoundError } from '@temporalio/client'
import { z } from 'zod'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { concealKeyOf } from '../../process/ids/conceal-ref.ts'
import { checkRef } from '../../process/ids/ref.ts'
import { isTaskId } from '../../process/ids/task-id.ts'
import { maskSignatures } from '../../processes/mask.ts'
import { listBeside } from '../../quarantine/list-beside.ts'
import { findTask, findTaskAnywhere } from '../../tasks/find-task.ts'
import { isOfDelivery } from '../../tasks/is-task.ts'
import { readTaskPage } from '../../tasks/page/read-task-page.ts'
import { taskPage } from '../../tasks/page/task-page-view.ts'
import { readTask } from '../../tasks/read-task.ts'
import { taskCommands } from '../../tasks/task-commands.ts'
import { TASK_OUTCOMES } from '../../tasks/task-outcome.ts'
import { viewWaiting } from '../../tasks/view-waiting.ts'
import { explainTemporalError } from '../../temporal/explain-temporal-error.ts'
import { withinDeadline } from '../../temporal/within-deadline.ts'
import { workflowUrl } from '../../temporal/workflow-url.ts'
import { isAllowed } from '../../users/role.ts'
import type { AdminParts } from '../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../serve/endpoint.ts'
import type { Caller } from '../serve/identify-caller.ts'
import { taskActionEndpoints } from './task-action-endpoints.ts'
import { plain } from './tasks/task-filter-input.ts'
import { taskListEndpoints } from './tasks/task-list-endpoints.ts'

const TAG = 'Tasks'
const ref = z.string().refine((text) => 'ref' in checkRef(text), 'can not be a ref')
/** Looking for a task asks Temporal more than once. */
const SHOW_WITHIN_MS = 10_000

export const taskDetails = z.object({
  workflowId: z.string(),
  runId: z.string(),
  workflowType: z.string(),
  outcome: z.enum(TASK_OUTCOMES),
  status: z.string(),
  startedAt: z.string(),
  closedAt: z.string().nullable(),
  trace: z
    .array(
      z.object({
        node: z.string(),
        state: z.string(),
        startedAt: z.string(),
        endedAt: z.string().nullable(),
        note: z.string().nullable(),
      }),
    )
    .nullable()
    .describe('Null when no worker answered'),
  result: z.unknown(),
  failure: z.string().nullable(),
  uiUrl: z.string().nullable(),
})

/** Tasks, and the deliveries that became none. */
export function taskEndpoints(parts: AdminParts): Endpoint[] {
  const { client, namespace, uiUrl } = parts
  const concealKey = concealKeyOf(parts.encryptionKeys, parts.signingKeys)
  const link = (workflowId: string, runId: string) =>
    uiUrl === null ? null : workflowUrl(uiUrl, namespace, workflowId, runId)

  async function show({ role }: Caller, find: () => Promise<WorkflowHandle>) {
    try {
      const view = await withinDeadline(client, Date.now() + SHOW_WITHIN_MS, async () =>
        readTask(client, await find()),
      )
      return { ...maskSignatures(view, role), uiUrl: link(view.workflowId, view.runId) }
    } catch (error) {
      throw explainTemporalError(error, 'showing a task')
    }
  }

  async function showPage(workflowId: string, runId: string | undefined, { role, actor }: Caller) {
    if (!isOfDelivery(workflowId)) throw unknownTask(workflowId)
    try {
      const facts = await withinDeadline(client, Date.now() + SHOW_WITHIN_MS, () =>
        readTaskPage(client, workflowId, runId),
      )
      const [key] = parts.signingKeys
      const { process, taskId: identity } = facts
      const beside =
        process === null || identity === null || !isTaskId(identity)
          ? []
          : await listBeside(client.workflow, process, identity, workflowId)
      const urls = isAllowed(role, 'operator') && key ? { publicUrl: parts.publicUrl, key } : null
      const { firstRunId, taskId } = facts
      const task = { workflowId, firstRunId, taskId: taskId ?? '' }
      const waitingFor = facts.open ? viewWaiting(facts.trace ?? [], task, urls) : []
      return {
        ...maskSignatures(facts, role),
        beside,
        waitingFor,
        webUiUrl: link(workflowId, facts.runId),
        commands: taskCommands(facts, namespace, waitingFor, actor),
      }
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw unknownTask(workflowId)
      throw explainTemporalError(error, 'showing a task')
    }
  }

  return [
    ...taskListEndpoints(parts),
    defineEndpoint({
      method: 'get',
      path: '/tasks/one',
      role: 'viewer',
      tag: TAG,
      summary: 'Show everything of one task',
      description:
        'What a person who looks after it needs; the callback URL of what it waits for only to operators.',
      query: z.strictObject({
        workflowId: plain(1_000).min(1),
        runId: z.uuid().optional().describe('Default: the latest run'),
      }),
      answer: taskPage,
      run: ({ query: { workflowId, runId }, caller }) => showPage(workflowId, runId, caller),
    }),
    // Before what would take their names for an id.
    ...taskActionEndpoints(parts),
    defineEndpoint({
      method: 'get',
      path: '/tasks/{taskId}',
      role: 'viewer',
      tag: TAG,
      summary: 'Show what became of an obj_id',
      description: 'A task, a signal to the open task of its ref, or an entry in quarantine.',
      params: z.strictObject({ taskId: z.string().regex(/^[0-9a-f]{24}$/) }),
      answer: taskDetails,
      run: ({ params: { taskId }, caller }) =>
        show(caller, () => findTaskAnywhere(client, parts.startNodes.keys(), taskId)),
    }),
    defineEndpoint({
      method: 'get',
      path: '/tasks/{process}/{refOrId}',
      role: 'viewer',
      tag: TAG,
      summary: 'Show a task of a process by its ref or id',
      params: z.strictObject({ process: z.string().regex(/^[a-z0-9-]{1,64}$/), refOrId: ref }),
      answer: taskDetails,
      run: ({ params: { process, refOrId }, caller }) =>
        show(caller, () => findTask(client, process, refOrId, concealKey)),
    }),
  ]
}

function unknownTask(workflowId: string): StartnodeError {
  return new StartnodeError('task_unknown', `There is no task '${workflowId}'`)
}
