/** Changes of many tasks, or of many entries in quarantine: previewed, started, followed, stopped. */
import { z } from 'zod'
import type { BulkPlan } from '../../../bulk/bulk-view.ts'
import { createBulks, MAX_ITEMS } from '../../../bulk/bulks.ts'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import { writeCsv } from '../../../tasks/list/write-csv.ts'
import type { TaskRow } from '../../../tasks/list-tasks.ts'
import { changeTask, type ManyAction } from '../../../tasks/many/change-task.ts'
import { isAllowed } from '../../../users/role.ts'
import type { AdminParts } from '../../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../../serve/endpoint.ts'
import type { Caller } from '../../serve/identify-caller.ts'
import { because } from '../task-action-endpoints.ts'
import { type BulkInput, bulkInput, bulkView } from './bulk-input.ts'
import { finderOf, resolveRef } from './task-filter-input.ts'

const TAG = 'Changes of many'
const params = z.strictObject({ id: z.uuid() })
/** One more than there may be, to know that there are too many. */
const MOST = MAX_ITEMS + 1
const PAGE = 200

export function bulkEndpoints(parts: AdminParts): Endpoint[] {
  const bulks = createBulks()
  const finder = finderOf(parts)

  async function planTasks(
    { filter, action }: BulkInput & { subject: 'tasks' },
    { actor, role }: Caller,
  ): Promise<BulkPlan> {
    if (action.do === 'terminate' && !isAllowed(role, 'editor'))
      throw new StartnodeError('role_missing', 'Only editors terminate tasks')
    const tasks: TaskRow[] = []
    for await (const page of finder.all(resolveRef(parts, filter), MOST)) tasks.push(...page)
    const client = parts.clientAs(actor)
    const signer = { actor, key: parts.signingKeys[0] as Buffer }
    const many = manyOf(action, actor)
    return {
      subject: 'tasks',
      action: action.do,
      by: actor,
      items: tasks.map(({ workflowId, ref, taskId, process }) => ({
        id: workflowId,
        told: [process, ref ?? taskId ?? workflowId].filter(Boolean).join(' '),
      })),
      perform: (at) =>
        changeTask(client, tasks[at] as TaskRow, many, signer, (process) => parts.startNodes.has(process)),
    }
  }

  async function planEntries(
    { process, ids, action }: BulkInput & { subject: 'quarantine' },
    { actor }: Caller,
  ): Promise<BulkPlan> {
    const chosen = ids ?? (await listEntries(process))
    return {
      subject: 'quarantine',
      action: action.do,
      by: actor,
      items: chosen.map((id) => ({ id, told: id.replace('/', ' ') })),
      perform(at) {
        const [of = '', taskId = ''] = (chosen[at] ?? '').split('/')
        return action.do === 'resubmit'
          ? parts.quarantine.resubmit(of, taskId, { actor })
          : parts.quarantine.discard(of, taskId, { reason: action.reason, actor })
      },
    }
  }

  async function listEntries(process: string | undefined): Promise<string[]> {
    const ids: string[] = []
    let page: string | undefined
    do {
      const found = await parts.quarantine.list({
        limit: PAGE,
        ...(process === undefined ? {} : { process }),
        ...(page === undefined ? {} : { page }),
      })
      ids.push(...found.entries.map((entry) => `${entry.process}/${entry.taskId}`))
      page = found.next ?? undefined
    } while (page !== undefined && ids.length < MOST)
    return ids
  }

  return [
    defineEndpoint({
      method: 'post',
      path: '/bulks',
      role: 'operator',
      tag: TAG,
      summary: 'Prepare a change of many; nothing is changed yet',
      description: `What it is about is frozen: only what is listed now is changed when it is started, and a task only if it is still what it was. At most ${MAX_ITEMS}. It waits 15 minutes for its start, at this receiver. \`retry\` goes back to the node that failed.`,
      body: bulkInput,
      answer: bulkView,
      async run({ body, caller, audit }) {
        const plan =
          body.subject === 'tasks' ? await planTasks(body, caller) : await planEntries(body, caller)
        audit({ subject: body.subject, action: body.action.do, total: plan.items.length })
        return bulks.prepare(plan)
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/bulks',
      role: 'operator',
      tag: TAG,
      summary: 'List the changes of many that this receiver knows, the newest first',
      answer: z.object({ bulks: z.array(bulkView) }),
      run: () => ({ bulks: bulks.list() }),
    }),
    defineEndpoint({
      method: 'get',
      path: '/bulks/{id}',
      role: 'operator',
      tag: TAG,
      summary: 'Show how far a change of many is',
      params,
      answer: bulkView,
      run: ({ params: { id } }) => bulks.view(id),
    }),
    defineEndpoint({
      method: 'post',
      path: '/bulks/{id}/start',
      role: 'operator',
      tag: TAG,
      summary: 'Start a change of many',
      description: 'Once, however often it is asked; by who prepared it.',
      params,
      answer: bulkView,
      run({ params: { id }, caller: { actor }, audit }) {
        const { subject, action, total } = bulks.view(id)
        audit({ bulk: id, subject, action, total })
        return bulks.start(id, actor)
      },
    }),
    defineEndpoint({
      method: 'post',
      path: '/bulks/{id}/stop',
      role: 'operator',
      tag: TAG,
      summary: 'Stop a change of many',
      description: 'What is under way is finished; nothing else is begun.',
      params,
      answer: bulkView,
      run({ params: { id }, audit }) {
        const { subject, action, done, total } = bulks.stop(id)
        audit({ bulk: id, subject, action, done, total })
        return bulks.view(id)
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/bulks/{id}/report',
      role: 'operator',
      tag: TAG,
      summary: 'What could not be done, as CSV',
      params,
      answer: 'text/csv',
      run({ params: { id }, response }) {
        const failures = bulks.failures(id)
        response.attachment(`not-done-${id.slice(0, 8)}.csv`).type('text/csv; charset=utf-8')
        response.write(writeCsv([['id', 'code', 'message']]))
        response.end(writeCsv(failures.map(({ id: item, code, message }) => [item, code, message])))
      },
    }),
  ]
}

function manyOf(action: (BulkInput & { subject: 'tasks' })['action'], actor: string): ManyAction {
  switch (action.do) {
    case 'retry':
      return { do: 'retry', reason: because(action.reason, actor) }
    case 'reset':
      return { do: 'reset', node: action.node, reason: because(action.reason, actor) }
    case 'terminate':
      return { do: 'terminate', reason: because(action.reason, actor) }
    case 'signal':
      return { do: 'signal', name: action.name, args: action.payload === undefined ? [] : [action.payload] }
    default:
      return action
  }
}
