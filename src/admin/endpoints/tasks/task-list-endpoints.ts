/** Tasks as a list and as a count, by one filter. */
import { z } from 'zod'
import { SEARCH_KINDS } from '../../../tasks/list/read-search.ts'
import { readTries } from '../../../tasks/list/read-tries.ts'
import type { TaskRow } from '../../../tasks/list-tasks.ts'
import { ALL_QUARANTINE, quarantineOf } from '../../../tasks/visibility-query.ts'
import { explainTemporalError } from '../../../temporal/explain-temporal-error.ts'
import { withinDeadline } from '../../../temporal/within-deadline.ts'
import { workflowUrl } from '../../../temporal/workflow-url.ts'
import type { AdminParts } from '../../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../../serve/endpoint.ts'
import { taskCsvEndpoint } from './task-csv-endpoint.ts'
import { finderOf, resolveRef, taskFilter, taskRow } from './task-filter-input.ts'

const TAG = 'Tasks'
const COUNT_WITHIN_MS = 5_000

export const taskListPage = z.object({
  tasks: z.array(taskRow),
  cursor: z.string().nullable(),
  search: z
    .object({
      kind: z.enum(SEARCH_KINDS),
      told: z.string().describe('What was looked for, e.g. `a ref that begins with ...`'),
    })
    .nullable()
    .describe('How `find` was understood'),
  beside: z
    .array(taskRow)
    .describe(
      'With `find`, on the first page: what matches and is no task: in quarantine, or not decided yet',
    ),
})

export const taskCount = z.object({
  tasks: z.number(),
  quarantined: z.number().describe('Open entries in quarantine of the same process, or of all'),
})

export function taskListEndpoints(parts: AdminParts): Endpoint[] {
  const { client, namespace, uiUrl } = parts
  const finder = finderOf(parts)
  const view = (row: TaskRow, tries: ReadonlyMap<string, number>) => ({
    ...row,
    tries: tries.get(row.runId) ?? null,
    uiUrl: uiUrl === null ? null : workflowUrl(uiUrl, namespace, row.workflowId, row.runId),
  })

  return [
    defineEndpoint({
      method: 'get',
      path: '/tasks',
      role: 'viewer',
      tag: TAG,
      summary: 'List tasks, open ones first',
      description:
        "From Temporal's visibility, which is a moment late. Open tasks come first, the newest first; then those that ended, the latest first: visibility can not be asked for another order. What is in quarantine is no task: `GET /quarantine`.",
      query: taskFilter.extend({
        limit: z.coerce.number().int().min(1).max(200).default(50),
        cursor: z.string().max(4_000).optional(),
      }),
      answer: taskListPage,
      async run({ query: { limit, cursor, ...filter } }) {
        const found = await finder.page(resolveRef(parts, filter), limit, cursor)
        const tries = await readTries(client, found.tasks)
        return {
          ...found,
          tasks: found.tasks.map((row) => view(row, tries)),
          beside: found.beside.map((row) => view(row, tries)),
        }
      },
    }),
    taskCsvEndpoint(parts),
    defineEndpoint({
      method: 'get',
      path: '/tasks/count',
      role: 'viewer',
      tag: TAG,
      summary: 'Count the tasks of a filter',
      description: 'Those that `GET /tasks` lists, by the same rule.',
      query: taskFilter,
      answer: taskCount,
      async run({ query }) {
        const quarantine = query.process === undefined ? ALL_QUARANTINE : quarantineOf(query.process)
        const counting = withinDeadline(client, Date.now() + COUNT_WITHIN_MS, () =>
          client.workflow.count(quarantine),
        ).catch((error: unknown) => {
          throw explainTemporalError(error, 'counting the quarantine')
        })
        const [tasks, { count }] = await Promise.all([finder.count(resolveRef(parts, query)), counting])
        return { tasks, quarantined: count }
      },
    }),
  ]
}
