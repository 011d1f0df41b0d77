/** What a list, a count, a file and a change of many tasks take as their filter, and how it is understood here. */
import { z } from 'zod'
import { concealKeyOf } from '../../../process/ids/conceal-ref.ts'
import { checkRef } from '../../../process/ids/ref.ts'
import { fieldShownAs } from '../../../start-node/fields-of.ts'
import { refInIdOf } from '../../../start-node/ref-in-id.ts'
import {
  createTaskFinder,
  type RefLookup,
  type TaskFinder,
  type Wanted,
} from '../../../tasks/list/find-tasks.ts'
import { TASK_STATES } from '../../../tasks/list/task-query.ts'
import { TASK_OUTCOMES } from '../../../tasks/task-outcome.ts'
import type { AdminParts } from '../../admin-parts.ts'

/** Temporal's database fails on a control character instead of finding nothing. */
export const plain = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(/^\P{Cc}*$/u, 'must have no control characters')

const time = z.iso.datetime({ offset: true }).optional()

export const taskFilter = z.strictObject({
  process: plain(64).optional(),
  find: plain(1_000)
    .optional()
    .describe(
      'Ref or its beginning, obj_id, workflow id, or `name=value` of a data field that a process declares',
    ),
  ref: z
    .string()
    .refine((text) => 'ref' in checkRef(text), 'can not be a ref')
    .optional(),
  taskId: z
    .string()
    .regex(/^[0-9a-f]{24}$/)
    .optional(),
  // A title and the id of its node, as `MpoNode` has them
  node: plain(255).optional().describe('The node it waits at; empty: none'),
  state: z
    .enum(TASK_STATES)
    .optional()
    .describe('`running`: open, whatever they do; `waiting` and `retrying` are among them'),
  endedAs: plain(255).optional().describe('How the process says it ended; empty: it said nothing'),
  cause: plain(255).optional().describe('Why it is tried again or failed; empty: nobody says'),
  startedFrom: time,
  startedBefore: time,
  endedFrom: time,
  endedBefore: time,
})

export const taskRow = z.object({
  workflowId: z.string(),
  runId: z.string(),
  workflowType: z.string(),
  outcome: z.enum(TASK_OUTCOMES).describe('What became of the delivery'),
  status: z.string(),
  startedAt: z.string(),
  closedAt: z.string().nullable(),
  process: z.string().nullable(),
  taskId: z.string().nullable(),
  ref: z.string().nullable(),
  node: z.string().nullable().describe('The node it waits at'),
  endedAs: z.string().nullable().describe('How the process says it ended'),
  doing: z
    .string()
    .nullable()
    .describe('Of an open one: `waiting` or `retrying`; null: at work, or not known'),
  cause: z.string().nullable().describe('Why it is tried again or failed'),
  since: z.string().nullable().describe('Since when it waits or is tried again'),
  tries: z.number().nullable().describe('Of one that is tried again: at which try; null: not asked for'),
  uiUrl: z.string().nullable(),
})

/** Finds tasks as this receiver knows refs. */
export function finderOf(parts: AdminParts): TaskFinder {
  return createTaskFinder(parts.client, lookupOf(parts))
}

/** A concealed ref stands in the search attribute as an HMAC. */
export function resolveRef(parts: AdminParts, filter: z.output<typeof taskFilter>): Wanted {
  if (!filter.process || !filter.ref) return filter
  return { ...filter, ref: lookupOf(parts).refInId(filter.process, filter.ref) }
}

function lookupOf({ startNodes, encryptionKeys, signingKeys }: AdminParts): RefLookup {
  const concealKey = concealKeyOf(encryptionKeys, signingKeys)
  return {
    processes: () => startNodes.keys(),
    refInId: (process, ref) => refInIdOf(startNodes.get(process), ref, concealKey),
    fieldShownAs: (process, name, value) => fieldShownAs(startNodes.get(process), name, value, concealKey),
  }
}
