/** What a change of many takes, and how it is shown. */
import { z } from 'zod'
import { BULK_STATES } from '../../../bulk/bulk-view.ts'
import { MAX_ITEMS } from '../../../bulk/bulks.ts'
import { ERRORS, type ErrorCode } from '../../../errors/error-table.ts'
import { plain, taskFilter } from './task-filter-input.ts'

const reason = z.string().min(1).max(500).optional()

const taskAction = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('retry'), reason }),
  z.strictObject({ do: z.literal('reset'), node: z.string().min(1).max(1_000), reason }),
  z.strictObject({ do: z.literal('run-again') }),
  z.strictObject({
    do: z.literal('signal'),
    name: z.string().min(1).max(200),
    payload: z.unknown().optional(),
  }),
  z.strictObject({ do: z.literal('cancel') }),
  z.strictObject({ do: z.literal('terminate'), reason }),
])

const entryAction = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('resubmit') }),
  z.strictObject({ do: z.literal('discard'), reason: z.string().min(1).max(500) }),
])

export const bulkInput = z.discriminatedUnion('subject', [
  z.strictObject({
    subject: z.literal('tasks'),
    filter: taskFilter.describe('As `GET /tasks` takes it'),
    action: taskAction,
  }),
  z.strictObject({
    subject: z.literal('quarantine'),
    process: plain(64).optional().describe('All open entries of it; without it and `ids`: of all processes'),
    ids: z
      .array(z.string().regex(/^[a-z0-9-]{1,64}\/[0-9a-f]{24}$/))
      .min(1)
      .max(MAX_ITEMS)
      .optional()
      .describe('`<process>/<task id>` each'),
    action: entryAction,
  }),
])

export type BulkInput = z.output<typeof bulkInput>

const code = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]])

export const bulkView = z.object({
  id: z.string(),
  subject: z.enum(['tasks', 'quarantine']),
  action: z.string(),
  by: z.string().describe('Who prepared it, and may start it'),
  state: z.enum(BULK_STATES),
  isOver: z.boolean().describe('Nothing of it is under way any more'),
  total: z.number(),
  done: z.number(),
  failed: z.number(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  why: z.string().nullable().describe('Why it stopped by itself'),
  first: z.array(z.object({ id: z.string(), told: z.string() })).describe('The first few it is about'),
  failures: z
    .array(z.object({ id: z.string(), code, message: z.string() }))
    .describe('The first few that could not be done; all of them: `/bulks/{id}/report`'),
})
