/** startnode schedule: processes that run by themselves, on a Temporal Schedule. */
import type { Command } from 'commander'
import { loadStartNodes } from '../../project/load-start-nodes.ts'
import { WORKFLOWS_DIR } from '../../project/project.ts'
import { findScheduleProblem } from '../../schedules/find-schedule-problem.ts'
import { fireSchedule } from '../../schedules/fire-schedule.ts'
import { createProcessSchedules, type ProcessSchedules } from '../../schedules/process-schedules.ts'
import type { ScheduleView } from '../../schedules/view-schedule.ts'
import type { StartNode } from '../../start-node/start-node.ts'
import { commandHere } from '../../temporal/temporal-command.ts'
import { loadTemporalOptions } from '../../temporal/temporal-options.ts'
import { withClient } from '../client-context.ts'
import type { CommandRunner } from '../command-runner.ts'
import { cliActor } from '../input/change-options.ts'
import type { ScheduleOptions } from '../input/read-schedule.ts'
import { describeSchedule, formatSchedule, listNext } from '../print/format-schedule.ts'
import type { Output } from '../print/output.ts'
import { scheduleAsCommand, temporalSchedule } from '../print/schedule-as-command.ts'

const NEVER =
  'Warning: no time fits, so it never fires. Look at the days: not every month has a 30th or 31st, and both day fields must fit.'

interface SetOptions extends ScheduleOptions {
  readonly json?: boolean
}

interface ShownOptions {
  readonly json?: boolean
  readonly reason?: string
}

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
  const note = (command: string) => output.note(`$ ${commandHere(command, loadTemporalOptions())}`)
  const tell = (options: ShownOptions, value: unknown, text: string) =>
    output.print(options.json ? JSON.stringify(value) : text)

  schedule
    .command('set <process>')
    .summary('let a process run at set times')
    .description(
      'Creates the schedule of a process or changes it. Each firing starts a task of its own with the same data, which is checked against the input of the process.',
    )
    .option(
      '--cron <expression>',
      "minute, hour, day of the month, month, day of the week, or @daily and the like: '0 6 * * 1-5'; both days must fit",
    )
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
        const { readSchedule } = await import('../input/read-schedule.ts')
        const wanted = await readSchedule(process, options, output)
        await withSchedules(async (schedules, taskQueue) => {
          const isNew = await schedules.set(wanted)
          const view = await schedules.read(process)
          note(scheduleAsCommand({ ...wanted, paused: view.paused }, { taskQueue, isNew }))
          if (view.next.length === 0) output.note(NEVER)
          tell(options, view, `${isNew ? 'Set' : 'Changed'}. ${describeSchedule(view)}${listNext(view)}`)
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
          const startNodes = await loadStartNodes(WORKFLOWS_DIR)
          const read = async (process: string) => judged(await schedules.read(process), startNodes)
          const views = await Promise.all((await schedules.list()).map(read))
          const lines = views.map(
            (view) =>
              `${view.process}  ${describeSchedule(view)}${view.problem === null ? '' : ', has a problem'}`,
          )
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
      const view = judged(await schedules.read(process), await loadStartNodes(WORKFLOWS_DIR))
      const problem = view.problem === null ? '' : `\nproblem: ${view.problem}`
      tell(options, view, formatSchedule(view) + problem)
    },
  )
  add(
    'run',
    'Run the process now, with the data and the overlap policy of its schedule',
    async (schedules, process, options) => {
      note(temporalSchedule('trigger', process))
      const { taskId, said } = await fireSchedule(schedules, process)
      tell(options, { process, taskId }, said)
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

function judged(view: ScheduleView, startNodes: ReadonlyMap<string, StartNode>) {
  return { ...view, problem: findScheduleProblem(startNodes.get(view.process), view.data) }
}

function withSchedules<T>(use: (schedules: ProcessSchedules, taskQueue: string) => Promise<T>): Promise<T> {
  return withClient(({ client, config: { taskQueue } }) =>
    use(createProcessSchedules(client, { taskQueue }), taskQueue),
  )
}
