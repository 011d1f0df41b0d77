/** What a Schedule of a process is, and what Temporal is told of it. */
import { createHash } from 'node:crypto'
import type { ScheduleOptions, ScheduleOptionsStartWorkflowAction } from '@temporalio/client'
import type { SearchAttributePair } from '@temporalio/common'
import { firingWorkflowId } from '../process/ids/workflow-id.ts'
import { enclose, type Letter } from '../process/letter.ts'
import { createHead } from '../temporal/codec/client-letters.ts'
import { MPO_FIELDS, MPO_NODE } from '../temporal/search-attributes.ts'
import type { ScheduledTask, scheduledTask } from '../workflows/entities/scheduled-task.ts'

/** `skip`: no task while the last one is open; `buffer`: one waits until it ends; `allow`: side by side. */
export const OVERLAPS = { skip: 'SKIP', buffer: 'BUFFER_ONE', allow: 'ALLOW_ALL' } as const

export type Overlap = keyof typeof OVERLAPS

/** When a process runs by itself, and with what. */
export interface ProcessSchedule {
  readonly process: string
  /** Title of its Start node. */
  readonly title: string
  /** A cron expression, or milliseconds, whole seconds of them. */
  readonly when: { readonly cron: string } | { readonly everyMs: number }
  /** IANA name; of cron. Default: UTC. */
  readonly timezone?: string
  /** Default: `skip`. */
  readonly overlap?: Overlap
  /** Milliseconds by which a firing may come late, when Temporal was down. Default: one day. */
  readonly catchUpMs?: number
  /** Default: one that is there stays paused or not; a new one is not. */
  readonly paused?: boolean
  /** What every task gets; checked before by the caller. */
  readonly data: unknown
}

/** The workflow of every firing. */
export const FIRING_TYPE = 'scheduledTask'
const DAY_MS = 24 * 60 * 60 * 1_000

/** The one argument of every firing of this Schedule. */
export function scheduledTaskOf({ process, title, data }: ProcessSchedule): ScheduledTask {
  const taskIds = createHash('sha256').update(`startnode:schedule:v1\0${process}`).digest('hex').slice(0, 16)
  return { process, title, taskIds, data }
}

/** A Schedule has no interceptor for its changes, so its argument gets its letter here. */
function firingLetter(): Letter {
  return { ...createHead('start', FIRING_TYPE), firing: true, arg: 0, args: 1 }
}

/** Of every firing, by which it is found; where the namespace has both, the tasks of the firing say their state too. */
export function firingAttributes(process: string): SearchAttributePair[] {
  return [
    { key: MPO_NODE, value: 'Schedule' },
    { key: MPO_FIELDS, value: [`schedule=${process}`] },
  ]
}

/** @param attributes those of `firingAttributes` that the namespace has */
export function scheduleOptionsOf(
  schedule: ProcessSchedule,
  taskQueue: string,
  attributes: readonly SearchAttributePair[],
) {
  const { process, when, timezone, overlap = 'skip', catchUpMs = DAY_MS, paused = false } = schedule
  return {
    scheduleId: process,
    spec:
      'cron' in when
        ? // Temporal keeps the comment and not the expression.
          {
            cronExpressions: [`${when.cron} # ${when.cron}`],
            ...(timezone === undefined ? {} : { timezone }),
          }
        : { intervals: [{ every: when.everyMs }] },
    action: {
      type: 'startWorkflow',
      workflowType: FIRING_TYPE,
      workflowId: firingWorkflowId(process),
      taskQueue,
      args: [enclose(scheduledTaskOf(schedule), firingLetter())],
      // Temporal refuses a longer one.
      staticSummary: schedule.title.slice(0, 80),
      ...(attributes.length > 0 ? { typedSearchAttributes: [...attributes] } : {}),
    },
    policies: { overlap: OVERLAPS[overlap], catchupWindow: catchUpMs },
    state: { paused },
  } satisfies ScheduleOptions<ScheduleOptionsStartWorkflowAction<typeof scheduledTask>>
}
