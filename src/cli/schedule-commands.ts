/** startnode schedule: processes that run by themselves, on a Temporal Schedule. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { isStartnodeError, StartnodeError } from '../errors/startnode-error.ts'
import { parseBody } from '../formats/parse-body.ts'
import { checkArgumentSize } from '../receiver/check-argument-size.ts'
import { checkInput } from '../receiver/check-input.ts'
import type { StartNode } from '../start-node/start-node.ts'
import { OVERLAPS, type Overlap, type ProcessSchedule } from '../temporal/process-schedule.ts'
import { createProcessSchedules, type ProcessSchedules } from '../temporal/process-schedules.ts'
import type { ScheduleView } from '../temporal/view-schedule.ts'
import { cliActor } from './change-options.ts'
import { findStartNode, withClient } from './client-context.ts'
import type { CommandRunner } from './command-runner.ts'
import type { Output } from './output.ts'
import { parseDuration } from './parse-duration.ts'
import { readInput } from './read-input.ts'
import { scheduleAsCommand, temporalSchedule } from './schedule-as-command.ts'

interface SetOptions {
  readonly cron?: string
  readonly every?: string
  readonly timezone?: string
  readonly data?: string
  readonly overlap: string
  readonly catchUp?: string
  readonly paused?: boolean
  readonly json?: boolean
}

interface ShownOptions {
  readonly json?: boolean
  readonly reason?: string
}

/** A triggered Schedule fires within a moment, or says that it skips. */
const FIRED_WITHIN_MS = 10_000

export function addScheduleCommands(program: Command, output: Output, run: CommandRunner): void {
  const schedule = program
    .command('schedule')
    .summary('run processes at set times')
    .description('Processes that run by themselves, on a Temporal Schedule: one per process.')

  /** A command that takes a process and does one thing. */
  const add = (
    name: string,
    summary: string,
    work: (schedules: ProcessSchedules, process: string, options: ShownOptions) => Promise<void>,
    withReason = false,
  ) => {
    const command = schedule.command(`${name} <process>`).summary(summary).description(`${summary}.`)
    if (withReason) command.option('--reason <text>', 'why (default: by cli:<user>)')
    command
      .option('--json', 'print JSON')
      .addHelpText('after', `\nExample:\n  startnode schedule ${name} currency-rates`)
      .action((process: string, options: ShownOptions) =>
        run(options.json === true, async () => {
          await withSchedules((schedules) => work(schedules, process, options))
          return undefined
        }),
      )
  }
  const note = (command: string) => output.note(`$ ${command}`)
  const tell = (options: ShownOptions, value: unknown, text: string) =>
    output.print(options.json ? JSON.stringify(value) : text)

  schedule
    .command('set <process>')
    .summary('let a process run at set times')
    .description(
      'Creates the schedule of a process or changes it. Each firing starts a task of its own with the same data, which is checked against the input of the process.',
    )
    .option('--cron <expression>', "5 fields, or @daily and the like: '0 6 * * 1-5'")
    .option('--every <duration>', '90s, 30m, 24h or 7d, counted from 1970')
    .option('--timezone <name>', 'of --cron: Europe/Paris (default: UTC)')
    .option('--data <file>', 'JSON of every task, - for standard input (default: {})')
    .option('--overlap <policy>', 'while the last task is open: skip, buffer (one waits) or allow', 'skip')
    .option(
      '--catch-up <duration>',
      'what Temporal missed while it was down still fires this late (default: 1d)',
    )
    .option('--paused', 'it fires only when it is resumed or run')
    .option('--json', 'print the schedule as JSON')
    .addHelpText(
      'after',
      "\nExamples:\n  startnode schedule set currency-rates --cron '0 6 * * 1-5' --timezone Europe/Paris\n  startnode schedule set resend-failed-webhooks --every 15m --data options.json",
    )
    .action((process: string, options: SetOptions) =>
      run(options.json === true, async () => {
        const wanted = await readSchedule(process, options, output)
        await withSchedules(async (schedules, taskQueue) => {
          const isNew = await schedules.set(wanted)
          note(scheduleAsCommand(wanted, { taskQueue, isNew }))
          const view = await schedules.read(process)
          tell(options, view, `${isNew ? 'Set' : 'Changed'}. ${describe(view)}`)
        })
        return undefined
      }),
    )

  schedule
    .command('list')
    .summary('list the schedules')
    .description('Lists the schedules of processes, which Temporal knows a moment after they are set.')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  startnode schedule list')
    .action((options: ShownOptions) =>
      run(options.json === true, async () => {
        await withSchedules(async (schedules) => {
          note('temporal schedule list')
          const views = await Promise.all((await schedules.list()).map((process) => schedules.read(process)))
          const lines = views.map((view) => `${view.process}  ${describe(view)}`)
          tell(options, views, lines.join('\n') || 'No process has a schedule.')
        })
        return undefined
      }),
    )

  add(
    'show',
    'Show the schedule of a process, its next times and last tasks',
    async (schedules, process, options) => {
      note(temporalSchedule('describe', process))
      const view = await schedules.read(process)
      tell(options, view, showSchedule(view))
    },
  )
  add(
    'run',
    'Run the process now, with the data and the overlap policy of its schedule',
    async (schedules, process, options) => {
      const before = await schedules.read(process)
      note(temporalSchedule('trigger', process))
      await schedules.trigger(process)
      const taskId = await awaitFiring(schedules, before)
      const said = `Nothing started: a task of the schedule is open (overlap: ${before.overlap})`
      tell(
        options,
        { process, taskId },
        taskId === null ? said : `Started: startnode task ${process} ${taskId}`,
      )
    },
  )
  add(
    'pause',
    'Let the schedule fire no more',
    async (schedules, process, options) => {
      const { reason = `by ${cliActor()}` } = options
      note(temporalSchedule('toggle', process, ['--pause', '--reason', reason]))
      await schedules.pause(process, reason)
      tell(options, { process, paused: true }, 'Paused; open tasks go on.')
    },
    true,
  )
  add(
    'resume',
    'Let the schedule fire again',
    async (schedules, process, options) => {
      const { reason = `by ${cliActor()}` } = options
      note(temporalSchedule('toggle', process, ['--unpause', '--reason', reason]))
      await schedules.resume(process, reason)
      tell(options, { process, paused: false }, 'It fires again; what was missed meanwhile stays missed.')
    },
    true,
  )
  add('delete', 'Delete the schedule', async (schedules, process, options) => {
    note(temporalSchedule('delete', process))
    await schedules.delete(process)
    tell(options, { process, deleted: true }, 'Deleted; open tasks go on.')
  })
}

function withSchedules<T>(use: (schedules: ProcessSchedules, taskQueue: string) => Promise<T>): Promise<T> {
  return withClient(({ client, config: { taskQueue } }) =>
    use(createProcessSchedules(client, { taskQueue }), taskQueue),
  )
}

/** @throws StartnodeError `usage` */
async function readSchedule(process: string, options: SetOptions, output: Output): Promise<ProcessSchedule> {
  const { cron, every, timezone, overlap, catchUp, paused } = options
  const startNode = await findStartNode(process)
  if (startNode.ref !== null)
    throw new StartnodeError(
      'usage',
      `${process} takes a ref from its deliveries, and scheduled tasks have none`,
    )
  if ((cron === undefined) === (every === undefined))
    throw new StartnodeError('usage', 'Say when: --cron <expression>, or --every <duration>')
  if (!Object.hasOwn(OVERLAPS, overlap))
    throw new StartnodeError('usage', `--overlap is one of ${Object.keys(OVERLAPS).join(', ')}`)
  return {
    process,
    title: startNode.title,
    when: cron === undefined ? { everyMs: parseDuration(every as string) } : { cron },
    overlap: overlap as Overlap,
    data: checkData(startNode, readData(options.data, output)),
    ...(timezone === undefined ? {} : { timezone }),
    ...(catchUp === undefined ? {} : { catchUpMs: parseDuration(catchUp) }),
    ...(paused === undefined ? {} : { paused }),
  }
}

/** What a delivery with this body is refused for, the schedule is. */
function checkData(startNode: StartNode, body: Buffer): unknown {
  try {
    const data = parseBody('json', body)
    checkInput(startNode.input, data)
    checkArgumentSize(data, body.length)
    return data
  } catch (error) {
    if (!isStartnodeError(error)) throw error
    const problems = error.problems.map(({ path, message }) => `\n  ${path || '(the whole)'}: ${message}`)
    const said = `The data is nothing for ${startNode.process}: ${error.message}${problems.join('')}`
    throw new StartnodeError('usage', said, { cause: error })
  }
}

function readData(file: string | undefined, output: Output): Buffer {
  if (file === undefined) return Buffer.from('{}')
  if (file === '-') return Buffer.from(readInput(output))
  try {
    return readFileSync(file)
  } catch (error) {
    throw new StartnodeError('usage', `${file}: ${(error as Error).message}`)
  }
}

/** @returns the task id; null when the Schedule skipped it or keeps it for later */
async function awaitFiring(schedules: ProcessSchedules, before: ScheduleView): Promise<string | null> {
  const end = Date.now() + FIRED_WITHIN_MS
  for (;;) {
    const now = await schedules.read(before.process)
    if (now.fired > before.fired) return now.recent[0]?.taskId ?? null
    if (now.skipped > before.skipped || Date.now() > end) return null
    await sleep(200)
  }
}

function describe({ when, timezone, paused, next, overlap }: ScheduleView): string {
  const zone = when.startsWith('every ') ? '' : ` (${timezone})`
  return `${when}${zone}, overlap ${overlap}, ${paused ? 'paused' : `next ${next[0] ?? 'never'}`}`
}

function showSchedule(view: ScheduleView): string {
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)]
  return [
    `${view.process}  ${describe(view)}`,
    ...(view.note === '' ? [] : [`note: ${view.note}`]),
    `fired ${view.fired}, skipped ${view.skipped} while a task was open`,
    `data: ${JSON.stringify(view.data)}`,
    ...list('next', view.next.slice(0, 5)),
    ...list(
      'last tasks',
      view.recent.map(({ firedAt, taskId }) => `${firedAt}  startnode task ${view.process} ${taskId}`),
    ),
    ...list('open firings', view.open),
  ].join('\n')
}
