/** What a person does to a task. Each change names who did it, in the history of the task and in the log. */
import { z } from 'zod'
import { MODIFY_SIGNAL } from '../../process/callback-signal.ts'
import { concealKeyOf } from '../../process/ids/conceal-ref.ts'
import { checkRef } from '../../process/ids/ref.ts'
import { isTaskId } from '../../process/ids/task-id.ts'
import { concealsRef } from '../../start-node/ref-in-id.ts'
import { findTask } from '../../tasks/find-task.ts'
import { repeatTask } from '../../tasks/many/repeat-task.ts'
import { attemptOn, prepareOperation, type TaskAction } from '../../tasks/task-operation.ts'
import type { Role } from '../../users/role.ts'
import type { AdminParts } from '../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../serve/endpoint.ts'
import type { Caller } from '../serve/identify-caller.ts'

const TAG = 'Tasks'

const run = z.strictObject({ workflowId: z.string().min(1).max(1_000), runId: z.uuid() })
const reason = z.string().min(1).max(500).optional()

const node = z.string().min(1).max(1_000)

export const resetWrite = z.object({
  id: z.string().describe('To confirm it by'),
  node: z.string().nullable(),
  activity: z.string(),
  at: z.iso.datetime().describe('When it was asked for, so done at the earliest'),
  endedAt: z.iso.datetime().nullable(),
  key: z
    .string()
    .nullable()
    .describe('Idempotency-Key; the task where the activity makes its own; null: none'),
  knownUntil: z.iso.datetime().nullable(),
  covered: z.boolean().describe('Done again now, nothing would happen twice'),
})

const done = z.object({
  said: z.string(),
  command: z.string().describe('The `temporal` command that does the same'),
  runId: z.string().nullable().describe('The run that a reset made'),
})

const processId = z.string().regex(/^[a-z0-9-]{1,64}$/)
const refText = z
  .string()
  .min(1)
  .refine((text) => 'ref' in checkRef(text), 'can not be a ref')

/** Operators signal, cancel, modify, reset, try now and run again; only editors end a task without asking it. */
export function taskActionEndpoints(parts: AdminParts): Endpoint[] {
  const concealKey = concealKeyOf(parts.encryptionKeys, parts.signingKeys)

  function prepare(target: z.output<typeof run>, action: TaskAction, actor: string) {
    const client = parts.clientAs(actor)
    const handle = client.workflow.getHandle(target.workflowId, target.runId)
    return prepareOperation(client, handle, action, { actor, key: parts.signingKeys[0] as Buffer })
  }

  async function act(target: z.output<typeof run>, action: TaskAction, { actor }: Caller) {
    const operation = await prepare(target, action, actor)
    const { said, runId = null } = await operation.perform()
    return { said, command: operation.command, runId }
  }

  /** One that takes a run and what `more` says. */
  function actionOn<More extends z.ZodRawShape>(options: {
    readonly name: string
    readonly role: Role
    readonly summary: string
    readonly description?: string
    readonly more: More
    toAction(body: z.output<z.ZodObject<More>>, actor: string): TaskAction
  }): Endpoint {
    const { name, role, summary, description, more, toAction } = options
    return defineEndpoint({
      method: 'post',
      path: `/tasks/${name}`,
      role,
      tag: TAG,
      summary,
      ...(description === undefined ? {} : { description }),
      body: run.extend(more),
      answer: done,
      run({ body, caller, audit }) {
        const { workflowId, runId } = body as unknown as z.output<typeof run>
        const target = { workflowId, runId }
        const action = toAction(body as unknown as z.output<z.ZodObject<More>>, caller.actor)
        audit({ ...target, ...aboutOf(action) })
        return act(target, action, caller)
      },
    })
  }

  return [
    actionOn({
      name: 'signal',
      role: 'operator',
      summary: 'Signal a task',
      description:
        'Whether the process takes it stands in the trace. A payload with `decision` is one of the caller: `by` is set to their name, and a proof is added.',
      more: { name: z.string().min(1).max(200), payload: z.unknown().optional() },
      toAction: ({ name, payload }) => ({
        kind: 'signal',
        name,
        args: payload === undefined ? [] : [payload],
      }),
    }),
    actionOn({
      name: 'cancel',
      role: 'operator',
      summary: 'Ask a task to end',
      description: 'The process may clean up first.',
      more: {},
      toAction: () => ({ kind: 'cancel' }),
    }),
    actionOn({
      name: 'terminate',
      role: 'editor',
      summary: 'End a task at once',
      description: 'Nothing of the process runs any more, not even what cleans up.',
      more: { reason },
      toAction: ({ reason }, actor) => ({ kind: 'terminate', reason: because(reason, actor) }),
    }),
    actionOn({
      name: 'reset',
      role: 'operator',
      summary: 'Go back to a node and do it again',
      description:
        'To just before its last visit of the node, as a new run of the same task. An API call after that point is made again, under the same idempotency key. Where that is not known any more (Mambu: after 6 hours), 409 `writes_unconfirmed` names each write, until `confirm` has its id.',
      more: {
        node,
        reason,
        confirm: z
          .array(z.string().max(1_000))
          .max(1_000)
          .default([])
          .describe('Ids of `/tasks/reset-writes`'),
      },
      toAction: ({ node, reason, confirm }, actor) => ({
        kind: 'resetTo',
        node,
        reason: because(reason, actor),
        confirmed: confirm,
      }),
    }),
    actionOn({
      name: 'try-now',
      role: 'operator',
      summary: 'Have an activity that waits for its next try make it now',
      description:
        "Temporal's reset of an activity: its tries are counted anew. 409 `task_refused` where nothing waits for a try, or the server can not do it.",
      more: { activityId: z.string().min(1).max(1_000).optional().describe('Default: all that wait') },
      toAction: ({ activityId = null }) => ({ kind: 'tryNow', activity: activityId }),
    }),
    defineEndpoint({
      method: 'get',
      path: '/tasks/reset-writes',
      role: 'operator',
      tag: TAG,
      summary: 'What a reset to a node would write again',
      query: run.extend({ node }),
      answer: z.object({ command: z.string(), writes: z.array(resetWrite) }),
      async run({ query: { node, ...target }, caller: { actor } }) {
        const action = { kind: 'resetTo', node, reason: because(undefined, actor), confirmed: [] } as const
        const { command, writes } = await prepare(target, action, actor)
        return { command, writes: [...writes] }
      },
    }),
    defineEndpoint({
      method: 'post',
      path: '/tasks/modify',
      role: 'operator',
      tag: TAG,
      summary: 'Release a task that waits for a callback, with data',
      description: 'As the node Modify Task does: the open task of a ref, or a task by its id.',
      body: z.strictObject({
        process: processId,
        refOrId: refText,
        data: z.record(z.string(), z.unknown()),
      }),
      answer: done.extend({ workflowId: z.string() }),
      async run({ body: { process, refOrId, data }, caller, audit }) {
        const startNode = parts.startNodes.get(process)
        const isHidden = startNode !== undefined && concealsRef(startNode, refOrId)
        audit({ process, refOrId: isTaskId(refOrId) || !isHidden ? refOrId : null })
        const { workflowId, runId } = await attemptOn('finding the task', async () =>
          (await findTask(parts.client, process, refOrId, concealKey)).describe(),
        )
        const action = { kind: 'signal', name: MODIFY_SIGNAL, args: [data] } as const
        return { ...(await act({ workflowId, runId }, action, caller)), workflowId }
      },
    }),
    defineEndpoint({
      method: 'post',
      path: '/tasks/run-again',
      role: 'operator',
      tag: TAG,
      summary: 'Run a task again from its start, as a new task',
      description:
        'The same data under a new task id, so what it posts to others is posted anew. Each shows the other. Only when the task has ended.',
      body: run,
      answer: z.object({ workflowId: z.string(), runId: z.string(), taskId: z.string() }),
      run({ body: target, caller: { actor }, audit }) {
        audit({ ...target })
        return repeatTask(parts.clientAs(actor), target, actor, (process) => parts.startNodes.has(process))
      },
    }),
  ]
}

export function because(reason: string | undefined, actor: string): string {
  return reason === undefined ? `by ${actor}` : `${reason} (by ${actor})`
}

/** What the log says of an action, beside its name: no data. */
function aboutOf(action: TaskAction): Readonly<Record<string, string>> {
  if (action.kind === 'signal') return { name: action.name }
  if (action.kind === 'tryNow') return action.activity === null ? {} : { activity: action.activity }
  if (action.kind !== 'resetTo') return {}
  return {
    node: action.node,
    ...(action.confirmed.length > 0 ? { confirmed: action.confirmed.join(' ') } : {}),
  }
}
