/** startnode tasks: the tasks of a filter, by the rule of the console. */
import type { Command } from 'commander'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import { concealKeyOf } from '../../../process/ids/conceal-ref.ts'
import { showOnOneLine } from '../../../process/invisible-text.ts'
import { loadStartNodes } from '../../../project/load-start-nodes.ts'
import { WORKFLOWS_DIR } from '../../../project/project.ts'
import { fieldShownAs } from '../../../start-node/fields-of.ts'
import { refInIdOf } from '../../../start-node/ref-in-id.ts'
import { createTaskFinder, type TaskFinder, type Wanted } from '../../../tasks/list/find-tasks.ts'
import { TASK_STATES, type TaskState } from '../../../tasks/list/task-query.ts'
import { TASK_CSV_HEAD, writeCsv, writeTasks } from '../../../tasks/list/write-csv.ts'
import type { TaskRow } from '../../../tasks/list-tasks.ts'
import { withClient } from '../../client-context.ts'
import type { CommandRunner } from '../../command-runner.ts'
import type { Output } from '../../print/output.ts'

interface TasksOptions {
  readonly process?: string
  readonly state?: string
  readonly outcome?: string
  readonly cause?: string
  readonly node?: string
  readonly limit: string
  readonly csv?: boolean
  readonly json?: boolean
}

const MOST = 100_000

export function addTasksCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('tasks')
    .summary('list tasks, as the console does')
    .description(
      'Lists tasks: open ones first, the newest first, then the others by their end. Needs no worker; a new task takes a moment to show. What is in quarantine is no task: startnode quarantine list.',
    )
    .argument('[text]', 'ref or its beginning, obj_id, workflow id, or name=value of a data field')
    .option('--process <process>', 'of this process only')
    .option('--state <state>', TASK_STATES.join(', '))
    .option('--outcome <text>', 'that ended so, as their process says')
    .option('--cause <text>', 'that are tried again, wait or failed for this')
    .option('--node <title>', 'that wait at this node')
    .option('--limit <count>', `how many, up to ${MOST}`, '50')
    .option('--csv', 'print them as CSV')
    .option('--json', 'print {"tasks","count"} as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  startnode tasks --state failed\n  startnode tasks loan=LN-1 --process loan-approved\n  startnode tasks --state retrying --limit 100000 --csv > retrying.csv',
    )
    .action((text: string | undefined, options: TasksOptions) =>
      run(options.json === true, async () => {
        const limit = Number(options.limit)
        if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
          throw new StartnodeError('usage', `--limit must be 1 to ${MOST}`)
        const wanted = wantedOf(text, options)
        const startNodes = await loadStartNodes(WORKFLOWS_DIR)
        await withClient(async ({ client, config }) => {
          const concealKey = concealKeyOf(config.encryption.keys, config.signingKeys)
          const finder = createTaskFinder(client, {
            processes: () => startNodes.keys(),
            refInId: (process, ref) => refInIdOf(startNodes.get(process), ref, concealKey),
            fieldShownAs: (process, name, value) =>
              fieldShownAs(startNodes.get(process), name, value, concealKey),
          })
          if (options.csv) await printCsv(output, finder, wanted, limit)
          else await printRows(output, finder, wanted, limit, options.json === true)
        })
        return undefined
      }),
    )
}

function wantedOf(text: string | undefined, options: TasksOptions): Wanted {
  const { process, state, outcome, cause, node } = options
  if (state !== undefined && !(TASK_STATES as readonly string[]).includes(state))
    throw new StartnodeError('usage', `--state must be one of ${TASK_STATES.join(', ')}`)
  return { find: text, process, state: state as TaskState | undefined, endedAs: outcome, cause, node }
}

async function printCsv(output: Output, finder: TaskFinder, wanted: Wanted, limit: number): Promise<void> {
  const print = (lines: string) => output.print(lines.replace(/\r\n$/, ''))
  print(writeCsv([TASK_CSV_HEAD]))
  for await (const page of finder.all(wanted, limit)) print(writeTasks(page))
}

async function printRows(
  output: Output,
  finder: TaskFinder,
  wanted: Wanted,
  limit: number,
  json: boolean,
): Promise<void> {
  const tasks: TaskRow[] = []
  for await (const page of finder.all(wanted, limit)) tasks.push(...page)
  const count = await finder.count(wanted)
  if (json) {
    output.print(JSON.stringify({ tasks, count }))
    return
  }
  for (const task of tasks) output.print(describe(task))
  if (tasks.length > 0) {
    if (count > tasks.length) output.note(`${count} tasks: give a larger --limit for the others.`)
    return
  }
  const { search, beside } = await finder.page(wanted, 1)
  output.note(search === null ? 'No task matches.' : `No task matches: looked for ${search.told}.`)
  for (const { outcome, workflowId } of beside)
    output.note(
      outcome === 'quarantine'
        ? `In quarantine: startnode quarantine show ${workflowId.replace('/d/', ' ')}`
        : `Accepted, and no worker has decided yet what it becomes: ${workflowId}`,
    )
}

function describe({ process, ref, taskId, status, doing, endedAs, cause, node, startedAt }: TaskRow): string {
  const state = doing ?? status.toLowerCase().replace('_', ' ')
  const why = [endedAs, cause, doing === null ? null : node].filter((part) => part !== null)
  const told = why.length === 0 ? '' : `  ${why.join(', ')}`
  return showOnOneLine(`${startedAt}  ${process} ${ref ?? taskId}  ${state}${told}`)
}
