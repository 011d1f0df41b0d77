/** What the admin API shows and takes of a schedule. */
import { z } from 'zod'
import { OVERLAPS, type Overlap } from '../../../schedules/process-schedule.ts'

export const scheduleView = z.object({
  process: z.string(),
  title: z.string(),
  inCode: z.boolean().describe('False: this receiver does not serve the process'),
  cron: z.string().nullable().describe('Null: it has an interval'),
  everyMs: z.number().nullable(),
  timezone: z.string().describe('Of cron'),
  overlap: z.string().describe('While its last task is open: skip, buffer or allow'),
  catchUpMs: z.number().describe('By so much a firing may come late, when Temporal was down'),
  paused: z.boolean(),
  note: z.string().describe('Why it is paused or not, and by whom'),
  data: z.unknown().describe('Of every task'),
  next: z.array(z.iso.datetime()).describe('The next times, at most ten; also while it is paused'),
  results: z
    .array(
      z.object({
        firedAt: z.string().describe('The time it was for, ISO 8601, UTC'),
        taskId: z.string(),
        workflowId: z.string(),
        status: z
          .string()
          .nullable()
          .describe('Of the task, e.g. RUNNING or FAILED; null: Temporal has no such task (any more)'),
      }),
    )
    .describe('The newest first, at most five'),
  openFirings: z.number().describe('Firings whose task is open; not known with overlap allow'),
  fired: z.number(),
  skipped: z.number().describe('Times at which nothing started, since a task was open'),
  problem: z.string().nullable().describe('What the Start node of now has against its data; null: nothing'),
})

const overlaps = Object.keys(OVERLAPS) as [Overlap, ...Overlap[]]

/** When it fires; one of cron and everyMs. */
export const whenInput = z.strictObject({
  cron: z.string().trim().min(1).max(200).optional().describe('Five fields, or @daily and the like'),
  everyMs: z
    .int()
    .min(1_000)
    .max(366 * 86_400_000)
    .refine((ms) => ms % 1_000 === 0, 'must be whole seconds')
    .optional(),
  timezone: z.string().min(1).max(64).default('UTC').describe('IANA name; of cron'),
})

export const scheduleInput = whenInput.extend({
  overlap: z.enum(overlaps).optional().describe('Default: as it is'),
})

export const nextView = z.object({
  next: z.array(z.iso.datetime()).describe('Three times, fewer where no more come'),
  timezone: z.string().describe('Of cron; of an interval UTC'),
  note: z.string().nullable().describe('What it means beside what one may think'),
})

export const noteInput = z.strictObject({ note: z.string().trim().max(500).optional() })

export const firedView = z.object({
  taskId: z.string().nullable().describe('Null: none started, or not yet'),
  workflowId: z.string().nullable(),
  said: z.string(),
})
