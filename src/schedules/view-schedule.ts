import type { ScheduleDescription } from '@temporalio/client'
import { type Firing, readFiring } from '../process/firing.ts'
import type { ScheduledTask } from '../workflows/entities/scheduled-task.ts'
import { OVERLAPS } from './process-schedule.ts'

export interface ScheduleView {
  readonly process: string
  /** Cron expression or `every <n>s`. */
  readonly when: string
  readonly timezone: string
  readonly overlap: string
  readonly catchUpMs: number
  readonly paused: boolean
  readonly note: string
  readonly data: unknown
  /** ISO 8601, the next first. */
  readonly next: readonly string[]
  /** The newest first. */
  readonly recent: readonly Firing[]
  /** Workflow ids of firings whose task is open. */
  readonly open: readonly string[]
  readonly fired: number
  readonly skipped: number
}

/** Reads what `describe` gives for one of our Schedules. */
export function viewSchedule(described: ScheduleDescription): ScheduleView {
  const { scheduleId, spec, action, policies, state, info } = described
  const [interval] = spec.intervals ?? []
  const [calendar] = spec.calendars ?? []
  const [scheduled] = (action.args ?? []) as [ScheduledTask?]
  const taskIds = scheduled?.taskIds ?? ''
  const known = Object.entries(OVERLAPS).find(([, policy]) => policy === policies.overlap)
  return {
    process: scheduleId,
    when: interval ? `every ${Number(interval.every) / 1_000}s` : (calendar?.comment ?? 'a calendar'),
    timezone: spec.timezone || 'UTC',
    overlap: known?.[0] ?? String(policies.overlap),
    catchUpMs: policies.catchupWindow,
    paused: state.paused,
    note: state.note ?? '',
    data: scheduled?.data ?? null,
    next: info.nextActionTimes.map((time) => time.toISOString()),
    recent: info.recentActions
      .flatMap(({ action: { workflow } }) => readFiring(workflow.workflowId, taskIds) ?? [])
      .reverse(),
    open: info.runningActions.map(({ workflow }) => workflow.workflowId),
    fired: info.numActionsTaken,
    skipped: info.numActionsSkippedOverlap,
  }
}
