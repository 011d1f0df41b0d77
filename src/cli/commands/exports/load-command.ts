/** startnode load: tasks of a state diagram, exported from MPO as CSV, become tasks here. */
import type { Command } from 'commander'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import { type LoadedTask, loadTasks } from '../../../import/load/load-tasks.ts'
import { SEPARATORS, type Separator } from '../../../import/load/parse-csv.ts'
import { type LoadPlan, planLoad } from '../../../import/load/plan-load.ts'
import { readCsvFile } from '../../../import/load/read-csv-file.ts'
import { findDiagramFiles, loadDiagram } from '../../../project/load-diagrams.ts'
import { WORKFLOWS_DIR } from '../../../project/project.ts'
import { startNodeOf } from '../../../start-node/start-node-of.ts'
import type { CommandRunner } from '../../command-runner.ts'
import { withTarget } from '../../delivery-target.ts'
import type { Output } from '../../print/output.ts'
import { EXIT } from '../../run-command.ts'

interface LoadOptions {
  readonly ref?: string
  readonly node?: string
  readonly data?: string
  readonly skip?: readonly string[]
  readonly separator?: string
  readonly encoding?: string
  readonly dryRun?: boolean
  readonly force?: boolean
  readonly json?: boolean
}

/** Of problems and of what was not started; the rest is counted, and whole in the JSON. */
const SHOWN = 50
const TOLD_EVERY = 5_000

export function addLoadCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('load')
    .summary('start the tasks of a state diagram from a CSV file')
    .description(
      'Reads the tasks of a state diagram from a CSV file, judges each line, and starts each task once, with its ref: run again, it starts only what is not there yet. A column node_id says where a task begins (default: at the Start); a column data holds all of it as a JSON object, else each column is one value. Nothing is started while a line is wrong.',
    )
    .argument('<process>', 'process id, or the id in MPO')
    .argument('<file.csv>')
    .option('--ref <column>', 'column of the references (default: ref)')
    .option('--node <column>', 'column of the node it stands in, by id or title (default: node_id)')
    .option('--data <column>', 'column with the data as JSON (default: data, where it is JSON)')
    .option('--skip <columns...>', 'columns that are no data')
    .option('--separator <character>', ', ; | or tab (default: the one of the first line)')
    .option('--encoding <name>', 'of the file, e.g. windows-1251 (default: utf-8)')
    .option('--dry-run', 'judge the lines and start nothing; needs no Temporal')
    .option('--force', 'start the good lines in spite of wrong ones')
    .option('--json', 'print {"process","version","tasks","columns","problems","started","known",...}')
    .addHelpText(
      'after',
      '\nExamples:\n  startnode load 5001-limits limits.csv --dry-run\n  startnode load 5001-limits limits.csv --ref client_id --skip change_time',
    )
    .action((name: string, file: string, options: LoadOptions) =>
      run(options.json === true, async () => {
        const { process, version, diagram } = await findDiagram(name)
        const separator = separatorOf(options.separator)
        const text = await readCsvFile(file, options.encoding)
        const plan = planLoad(diagram, text, { ...options, separator })
        const mayStart = !options.dryRun && (plan.problems.length === 0 || options.force === true)
        if (!options.json) printPlan(output, plan)
        const startNode = startNodeOf(diagram, process)
        const loaded = mayStart
          ? await withTarget(({ target: { client, taskQueue, deadlineMs, concealKey = null } }) =>
              loadTasks(
                plan.tasks,
                { client, taskQueue, deadlineMs, startNode, version, concealKey },
                (done) => {
                  if (done % TOLD_EVERY === 0) output.note(`${done} of ${plan.tasks.length}`)
                },
              ),
            )
          : []
        const isWrong = plan.problems.length > 0 || loaded.some(({ state }) => state === 'taken')
        if (options.json) output.print(JSON.stringify(viewLoad(process, version, plan, loaded)))
        else printLoaded(output, { process, version, plan, loaded, options })
        return isWrong ? EXIT.failed : EXIT.done
      }),
    )
}

async function findDiagram(name: string) {
  const files = await findDiagramFiles(WORKFLOWS_DIR)
  const process = [...files.keys()].find(
    (one) => one === name || (/^\d+$/.test(name) && one.startsWith(`${name}-`)),
  )
  const file = process === undefined ? undefined : files.get(process)
  if (process === undefined || file === undefined)
    throw new StartnodeError(
      'process_unknown',
      `There is no imported process '${name}'. Imported: ${[...files.keys()].join(', ') || 'none yet (startnode import)'}`,
    )
  return { process, ...(await loadDiagram(file)) }
}

function separatorOf(given: string | undefined): Separator | undefined {
  if (given === undefined) return undefined
  const found = SEPARATORS.find((one) => one === (given === 'tab' ? '\t' : given))
  if (found === undefined) throw new StartnodeError('usage', `A separator is , ; | or tab, not '${given}'`)
  return found
}

const of = (loaded: readonly LoadedTask[], wanted: LoadedTask['state']) =>
  loaded.filter(({ state }) => state === wanted)

function viewLoad(process: string, version: string, plan: LoadPlan, loaded: readonly LoadedTask[]): object {
  const { columns, tasks, problems } = plan
  const name = (at: number | null) => (at === null ? null : columns.names[at])
  const linesOf = (state: LoadedTask['state']) => of(loaded, state).map(({ line, ref }) => ({ line, ref }))
  return {
    process,
    version,
    tasks: tasks.length,
    columns: {
      ref: name(columns.ref),
      node: name(columns.node),
      data: name(columns.data),
      fields: columns.fields.map(name),
      skipped: columns.skipped,
    },
    nodes: Object.fromEntries(countNodes(plan)),
    problems,
    started: of(loaded, 'started').length,
    known: of(loaded, 'known').length,
    changed: linesOf('changed'),
    taken: linesOf('taken'),
  }
}

function countNodes({ tasks }: LoadPlan): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { node } of tasks) {
    const title = node?.title ?? 'Start'
    counts.set(title, (counts.get(title) ?? 0) + 1)
  }
  return counts
}

function printPlan(output: Output, plan: LoadPlan): void {
  const { columns, tasks, problems } = plan
  const { names, data, fields, skipped } = columns
  const what = data === null ? fields.map((at) => names[at]).join(', ') || 'none' : `JSON of ${names[data]}`
  output.print(`Ref: ${names[columns.ref]}. Data: ${what}.`)
  if (skipped.length > 0) output.print(`Not taken: ${skipped.join(', ')}.`)
  for (const [title, count] of countNodes(plan)) output.print(`${title}  ${count}`)
  for (const { line, ref, text } of problems.slice(0, SHOWN))
    output.print(`line ${line}${ref === null ? '' : ` (${ref})`}: ${text}`)
  if (problems.length > SHOWN) output.print(`... and ${problems.length - SHOWN} more lines that are wrong`)
  output.print(`${tasks.length} tasks can be started, ${problems.length} lines are wrong.`)
}

function printLoaded(
  output: Output,
  {
    process,
    version,
    plan,
    loaded,
    options,
  }: {
    readonly process: string
    readonly version: string
    readonly plan: LoadPlan
    readonly loaded: readonly LoadedTask[]
    readonly options: LoadOptions
  },
): void {
  if (options.dryRun || (plan.problems.length > 0 && !options.force)) {
    const why = options.dryRun ? '--dry-run' : 'mend the lines, or start the others with --force'
    output.note(`Nothing was started: ${why}.`)
    return
  }
  output.print(
    `${process}, version ${version}: ${of(loaded, 'started').length} started, ${of(loaded, 'known').length} were there already.`,
  )
  const left = [
    [of(loaded, 'changed'), 'was loaded before with other data, which stays'],
    [of(loaded, 'taken'), 'another task has this ref, or had it: not started'],
  ] as const
  for (const [tasks, why] of left) {
    for (const { line, ref } of tasks.slice(0, SHOWN)) output.print(`line ${line} (${ref}): ${why}`)
    if (tasks.length > SHOWN) output.print(`... and ${tasks.length - SHOWN} more: ${why}`)
  }
}
