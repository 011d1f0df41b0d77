import {
  firingAttributes,
  type ProcessSchedule,
  scheduleOptionsOf,
} from '../../schedules/process-schedule.ts'
import { shellWord } from '../../temporal/shell-word.ts'

const POLICIES = { SKIP: 'Skip', BUFFER_ONE: 'BufferOne', ALLOW_ALL: 'AllowAll' } as const

/** The `temporal schedule` command that makes this Schedule, or changes the one that is there. */
export function scheduleAsCommand(
  schedule: ProcessSchedule,
  { taskQueue, isNew }: { readonly taskQueue: string; readonly isNew: boolean },
): string {
  const { spec, action, policies, state } = scheduleOptionsOf(schedule, taskQueue, [])
  const attributes = firingAttributes(schedule.process).flatMap(({ key, value }) => [
    '--search-attribute',
    `${key.name}=${JSON.stringify(value)}`,
  ])
  const when =
    'cronExpressions' in spec
      ? ['--cron', spec.cronExpressions[0] as string]
      : ['--interval', `${(spec.intervals[0]?.every ?? 0) / 1_000}s`]
  const zone = 'timezone' in spec ? ['--time-zone', spec.timezone] : []
  return temporalSchedule(isNew ? 'create' : 'update', schedule.process, [
    ...when,
    ...zone,
    ...['--overlap-policy', POLICIES[policies.overlap]],
    ...['--catchup-window', `${policies.catchupWindow / 1_000}s`],
    ...['--type', action.workflowType, '--workflow-id', action.workflowId],
    ...['--task-queue', taskQueue, '--input', JSON.stringify(action.args[0])],
    ...['--static-summary', action.staticSummary, ...attributes],
    ...(state.paused ? ['--paused'] : []),
  ])
}

/** @example temporalSchedule('trigger', 'rates') // 'temporal schedule trigger --schedule-id rates' */
export function temporalSchedule(name: string, process: string, flags: readonly string[] = []): string {
  return ['temporal', 'schedule', name, '--schedule-id', process, ...flags].map(shellWord).join(' ')
}
