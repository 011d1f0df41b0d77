/** Schedules of processes: when they fire, what became of it, and what people do to them. Each change is logged with who made it. */
import { z } from 'zod'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import { taskWorkflowId } from '../../../process/ids/workflow-id.ts'
import { checkCron } from '../../../schedules/check-cron.ts'
import { findScheduleProblem } from '../../../schedules/find-schedule-problem.ts'
import { fireSchedule } from '../../../schedules/fire-schedule.ts'
import { nextTimes } from '../../../schedules/next-times.ts'
import { OVERLAPS, type Overlap, type ProcessSchedule } from '../../../schedules/process-schedule.ts'
import { createProcessSchedules } from '../../../schedules/process-schedules.ts'
import { readResults } from '../../../schedules/read-results.ts'
import type { ScheduleView } from '../../../schedules/view-schedule.ts'
import type { AdminParts } from '../../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../../serve/endpoint.ts'
import type { Caller } from '../../serve/identify-caller.ts'
import { firedView, nextView, noteInput, scheduleInput, scheduleView, whenInput } from './schedule-view.ts'

const TAG = 'Schedules'
const params = z.strictObject({ process: z.string().min(1).max(64) })
const RESULTS = 5
const NEXT = 3
/** A person who looks knows within 5 s that Temporal is away. */
const WITHIN_MS = 4_000

/** Operators pause, resume and run; editors say when. */
export function scheduleEndpoints(parts: AdminParts): Endpoint[] {
  const { taskQueue } = parts
  const options = { taskQueue, withinMs: WITHIN_MS }
  const read = createProcessSchedules(parts.client, options)
  const schedulesAs = ({ actor }: Caller) => createProcessSchedules(parts.clientAs(actor), options)

  async function show(process: string): Promise<z.output<typeof scheduleView>> {
    return view(await read.read(process))
  }

  async function view(known: ScheduleView): Promise<z.output<typeof scheduleView>> {
    const { process, when, recent, open, next } = known
    const startNode = parts.startNodes.get(process)
    return {
      ...known,
      title: startNode?.title ?? process,
      inCode: startNode !== undefined,
      ...readWhen(when),
      next: [...next],
      results: await readResults(parts.client, process, recent.slice(0, RESULTS)),
      openFirings: open.length,
      problem: findScheduleProblem(startNode, known.data),
    }
  }

  /** @throws StartnodeError `request_invalid` saying what is wrong, and where */
  function foresee(input: z.output<typeof whenInput>) {
    const when = whenOf(input)
    try {
      const note = 'cron' in when ? checkCron(when.cron, 'cron') : null
      const times = nextTimes(when, input.timezone, Date.now(), NEXT)
      return { when, note, next: times.map((time) => new Date(time).toISOString()) }
    } catch (error) {
      if (!(error instanceof StartnodeError)) throw error
      const path = /time zone/.test(error.message) ? '/timezone' : '/cron'
      const { message } = error
      throw new StartnodeError('request_invalid', message, { problems: [{ path, message }], cause: error })
    }
  }

  /** One that pauses or resumes. */
  const toggle = (name: 'pause' | 'resume') =>
    defineEndpoint({
      method: 'post',
      path: `/schedules/{process}/${name}`,
      role: 'operator',
      tag: TAG,
      summary: name === 'pause' ? 'Let a schedule fire no more' : 'Let a schedule fire again',
      description:
        name === 'pause'
          ? 'Open tasks go on. The note stands at the schedule, with who left it.'
          : 'What was missed meanwhile stays missed.',
      params,
      body: noteInput,
      answer: scheduleView,
      async run({ params: { process }, body: { note = '' }, caller, audit }) {
        audit({ schedule: process })
        await schedulesAs(caller)[name](
          process,
          note === '' ? `by ${caller.actor}` : `${note} (by ${caller.actor})`,
        )
        return show(process)
      },
    })

  return [
    defineEndpoint({
      method: 'get',
      path: '/schedules',
      role: 'viewer',
      tag: TAG,
      summary: 'List schedules',
      description: 'Temporal lists a new one a moment after it is set.',
      answer: z.object({ schedules: z.array(scheduleView) }),
      async run() {
        const names = await read.list()
        const shown = await Promise.all(names.map((process) => show(process).catch(unlessGone)))
        return { schedules: shown.filter((one) => one !== null) }
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/schedules/{process}',
      role: 'viewer',
      tag: TAG,
      summary: 'Show a schedule',
      params,
      answer: scheduleView,
      run: ({ params: { process } }) => show(process),
    }),
    defineEndpoint({
      method: 'post',
      path: '/schedules/{process}/next',
      role: 'viewer',
      tag: TAG,
      summary: 'When a schedule would fire, before it is set so',
      description: 'Nothing is changed.',
      params,
      body: whenInput,
      answer: nextView,
      run({ body }) {
        const { when, next, note } = foresee(body)
        return { next, note, timezone: 'cron' in when ? body.timezone : 'UTC' }
      },
    }),
    defineEndpoint({
      method: 'patch',
      path: '/schedules/{process}',
      role: 'editor',
      tag: TAG,
      summary: 'Say when a schedule fires',
      description:
        'Cron or interval, time zone and overlap; data, catch-up and whether it is paused stay as they are.',
      params,
      body: scheduleInput,
      answer: scheduleView,
      async run({ params: { process }, body, caller, audit }) {
        const { when } = foresee(body)
        audit({ schedule: process, when, timezone: body.timezone, overlap: body.overlap ?? null })
        const before = await read.read(process)
        const startNode = parts.startNodes.get(process)
        const problem = findScheduleProblem(startNode, before.data)
        if (problem !== null) throw new StartnodeError('request_invalid', problem)
        await schedulesAs(caller).set({
          process,
          title: startNode?.title ?? process,
          when,
          ...('cron' in when ? { timezone: body.timezone } : {}),
          overlap: body.overlap ?? readOverlap(before.overlap),
          catchUpMs: before.catchUpMs,
          data: before.data,
        })
        return show(process)
      },
    }),
    toggle('pause'),
    toggle('resume'),
    defineEndpoint({
      method: 'post',
      path: '/schedules/{process}/run',
      role: 'operator',
      tag: TAG,
      summary: 'Let a schedule fire now',
      description: 'With its data and under its overlap policy; also while it is paused.',
      params,
      answer: firedView,
      async run({ params: { process }, caller, audit }) {
        audit({ schedule: process })
        const { taskId, said } = await fireSchedule(schedulesAs(caller), process)
        return { taskId, workflowId: taskId === null ? null : taskWorkflowId(process, taskId), said }
      },
    }),
  ]
}

/** @throws StartnodeError `request_invalid` unless it is one of the two */
function whenOf({ cron, everyMs }: z.output<typeof whenInput>): ProcessSchedule['when'] {
  if (cron !== undefined && everyMs === undefined) return { cron }
  if (everyMs !== undefined && cron === undefined) return { everyMs }
  throw new StartnodeError('request_invalid', 'Say when: cron or everyMs, one of the two')
}

/** @throws StartnodeError `request_invalid` where somebody has set one past Startnode */
function readOverlap(text: string): Overlap {
  if (Object.hasOwn(OVERLAPS, text)) return text as Overlap
  throw new StartnodeError('request_invalid', `Say the overlap: ${text} is none that Startnode sets`)
}

function readWhen(when: string): { cron: string | null; everyMs: number | null } {
  const [, seconds] = /^every ([\d.]+)s$/.exec(when) ?? []
  return seconds === undefined
    ? { cron: when, everyMs: null }
    : { cron: null, everyMs: Number(seconds) * 1_000 }
}

/** The list is a moment behind. */
function unlessGone(error: unknown): null {
  if (error instanceof StartnodeError && error.code === 'schedule_unknown') return null
  throw error
}
