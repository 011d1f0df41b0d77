/** startnode stats: how many tasks stand in each node of an imported process, and how many came by. */
import type { Command } from 'commander'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import { type NodeMetrics, readNodeMetrics } from '../../../processes/read-node-metrics.ts'
import { type ProcessStats, readStats } from '../../../processes/read-stats.ts'
import { placesIn } from '../../../project/find-processes.ts'
import { loadDiagrams } from '../../../project/load-diagrams.ts'
import { WORKFLOWS_DIR } from '../../../project/project.ts'
import { withClient } from '../../client-context.ts'
import type { CommandRunner } from '../../command-runner.ts'
import { findStartNode } from '../../input/find-start-node.ts'
import type { Output } from '../../print/output.ts'

interface StatsOptions {
  readonly tasks: string
  readonly metrics?: readonly string[]
  readonly json?: boolean
}

const NEWEST = '200'
const MOST = 10_000
/** For all the tasks that are asked, ms. */
const WITHIN_MS = 60_000

export function addStatsCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('stats')
    .summary('count the tasks in the nodes of an imported process')
    .description(
      'Counts the tasks that stand in each node of an imported process, found by its id, and how often the newest tasks came there. Nothing of it is exact: standing is by the search attribute MpoNode, which says where a task waits or waited last and is a moment late; passed is told by the tasks that were asked and that Temporal still keeps; entered, with --metrics, is what the workers counted since they were started.',
    )
    .argument('<process>')
    .option('--tasks <number>', `how many of the newest tasks are asked, at most ${MOST}`, NEWEST)
    .option(
      '--metrics <urls...>',
      'metrics of the workers (WORKER_METRICS_ADDRESS), e.g. http://127.0.0.1:9464/metrics',
    )
    .option('--json', 'print {"process","exact","tasks","asked","answered","nodes","silent"}')
    .addHelpText('after', '\nExample:\n  startnode stats 1668282-loan-approved --tasks 1000')
    .action((process: string, options: StatsOptions) =>
      run(options.json === true, async () => {
        const newest = numberOf(options.tasks)
        const loaded = (await loadDiagrams(WORKFLOWS_DIR)).get(process)
        if (loaded === undefined) {
          await findStartNode(process)
          throw new StartnodeError(
            'usage',
            `${process} is in code, and has no nodes with ids: the console draws it from the traces of its tasks`,
          )
        }
        await withClient(async ({ client }) => {
          const placesOf = (node: string) => placesIn(loaded, node)
          const of = { placesOf, newest, withinMs: WITHIN_MS }
          const { namespace } = client.options
          const stats = await readStats(client, process, loaded.diagram, of)
          const metrics = options.metrics && (await readNodeMetrics(options.metrics, { namespace, process }))
          if (options.json) output.print(JSON.stringify(viewStats(process, stats, metrics)))
          else printStats(output, stats, metrics)
        })
        return undefined
      }),
    )
}

function numberOf(given: string): number {
  const number = Number(given)
  if (/^\d+$/.test(given) && number <= MOST) return number
  throw new StartnodeError('usage', `--tasks is a number from 0 to ${MOST}, not '${given}'`)
}

function viewStats(process: string, { nodes, ...stats }: ProcessStats, metrics: NodeMetrics | undefined) {
  if (metrics === undefined) return { process, exact: false, ...stats, nodes }
  const counted = nodes.map((node) => ({ ...node, entered: metrics.entered.get(node.id) ?? 0 }))
  return { process, exact: false, ...stats, nodes: counted, silent: metrics.silent }
}

function printStats(output: Output, stats: ProcessStats, metrics: NodeMetrics | undefined): void {
  const { nodes, tasks, asked, answered } = stats
  const rows = nodes.map(({ id, title, kind, standing, passed }) => [
    title === '' ? kind : `${title} (${kind})`,
    id,
    String(standing),
    String(passed),
    ...(metrics === undefined ? [] : [String(metrics.entered.get(id) ?? 0)]),
  ])
  const head = ['node', 'id', 'standing', 'passed', ...(metrics === undefined ? [] : ['entered'])]
  const table = [head, ...rows]
  const widths = head.map((_, at) => Math.max(...table.map((row) => (row[at] as string).length)))
  for (const row of table)
    output.print(
      row
        .map((cell, at) => cell.padEnd(widths[at] as number))
        .join('  ')
        .trimEnd(),
    )
  output.note(
    `Not exact. standing: open tasks that wait there, or waited there last, a moment late; at the Start those that have not waited yet. passed: by ${answered} of the newest ${asked} tasks, of ${tasks} that Temporal knows.`,
  )
  if (metrics === undefined) return
  output.note('entered: what the workers that answered counted, each since it was started.')
  for (const { url, why } of metrics.silent) output.note(`${url} gave nothing: ${why}`)
}
