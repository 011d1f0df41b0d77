/**
 * The Schedules of processes: one per process, with the process id as its id, each firing a `scheduledTask`. Reads and
 * changes no Schedule that is something else.
 */

import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  type ScheduleHandle,
  ScheduleNotFoundError,
} from '@temporalio/client'
import type { SearchAttributePair } from '@temporalio/common'
import { StartnodeError } from '../errors/startnode-error.ts'
import { explainTemporalError } from '../temporal/explain-temporal-error.ts'
import { grpcFailureOf } from '../temporal/grpc-failure.ts'
import { startFindable } from '../temporal/known-attributes.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'
import type { scheduledTask } from '../workflows/entities/scheduled-task.ts'
import { FIRING_TYPE, firingAttributes, type ProcessSchedule, scheduleOptionsOf } from './process-schedule.ts'
import { type ScheduleView, viewSchedule } from './view-schedule.ts'

export interface ProcessSchedules {
  /** @returns true when it is new */
  set(schedule: ProcessSchedule): Promise<boolean>
  read(process: string): Promise<ScheduleView>
  /** Process ids, eventually consistent. */
  list(): Promise<readonly string[]>
  trigger(process: string): Promise<void>
  pause(process: string, note: string): Promise<void>
  resume(process: string, note: string): Promise<void>
  delete(process: string): Promise<void>
}

const DEADLINE_MS = 10_000

/**
 * The Schedules of a namespace. All of it throws TemporalUnreachableError, StartnodeError `schedule_unknown` and
 * `usage` for what Temporal will not take.
 *
 * @example await createProcessSchedules(client, { taskQueue }).set({ process, title, when: { cron: '0 6 * * *' }, data: {} })
 */
export function createProcessSchedules(
  client: Client,
  { taskQueue }: { readonly taskQueue: string },
): ProcessSchedules {
  const { schedule: schedules } = client

  async function call<T>(process: string, doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await withinDeadline(client, Date.now() + DEADLINE_MS, work)
    } catch (error) {
      if (error instanceof ScheduleNotFoundError)
        throw new StartnodeError(
          'schedule_unknown',
          `${process} has no schedule: startnode schedule set ${process}`,
        )
      const refused = refusalOf(error)
      if (refused === null) throw explainTemporalError(error, doing)
      throw new StartnodeError('usage', `Temporal refuses the schedule: ${refused}`, { cause: error })
    }
  }

  /** Ours only: the id may be that of somebody else's Schedule. */
  async function open(process: string): Promise<{ handle: ScheduleHandle; described: ScheduleDescription }> {
    const handle = schedules.getHandle(process)
    const described = await handle.describe()
    if (described.action.type !== 'startWorkflow' || described.action.workflowType !== FIRING_TYPE)
      throw new StartnodeError(
        'schedule_unknown',
        `The schedule '${process}' in Temporal was not made by Startnode`,
      )
    return { handle, described }
  }

  const change = (process: string, doing: string, work: (handle: ScheduleHandle) => Promise<void>) =>
    call(process, doing, async () => work((await open(process)).handle))

  async function put(
    schedule: ProcessSchedule,
    attributes: readonly SearchAttributePair[],
  ): Promise<boolean> {
    const options = scheduleOptionsOf(schedule, taskQueue, attributes)
    try {
      await schedules.create(options)
      return true
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error
    }
    const { handle } = await open(schedule.process)
    const { spec, action, policies } = options
    await handle.update<typeof scheduledTask>(({ state }) => ({
      spec,
      action,
      policies,
      state: { ...state, paused: schedule.paused ?? state.paused },
    }))
    return false
  }

  return {
    set: (schedule) =>
      call(schedule.process, 'setting a schedule', () =>
        startFindable(firingAttributes(schedule.process), (attributes) => put(schedule, attributes)),
      ),
    read: (process) =>
      call(process, 'reading a schedule', async () => viewSchedule((await open(process)).described)),
    list: () =>
      call('', 'listing schedules', async () => {
        const found: string[] = []
        for await (const { scheduleId, action } of schedules.list())
          if (action?.workflowType === FIRING_TYPE) found.push(scheduleId)
        return found.sort()
      }),
    trigger: (process) =>
      call(process, 'triggering a schedule', async () => {
        const { handle, described } = await open(process)
        // Without it the SDK lets it start beside an open one.
        await handle.trigger(described.policies.overlap)
      }),
    pause: (process, note) => change(process, 'pausing a schedule', (handle) => handle.pause(note)),
    resume: (process, note) => change(process, 'resuming a schedule', (handle) => handle.unpause(note)),
    delete: (process) => change(process, 'deleting a schedule', (handle) => handle.delete()),
  }
}

/** The server's words; null: it did not refuse. The SDK makes a TypeError of a wrong expression or time zone. */
function refusalOf(error: unknown): string | null {
  if (error instanceof TypeError) return error.message
  const failure = grpcFailureOf(error)
  return failure?.code === 'INVALID_ARGUMENT' ? failure.details : null
}
