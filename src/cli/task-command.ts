/** startnode task: one task by ref or id, whatever became of the delivery. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client, WorkflowHandle } from '@temporalio/client'
import type { Command } from 'commander'
import { findTask, findTaskAnywhere } from '../admin/find-task.ts'
import { readTask, type TaskView } from '../admin/read-task.ts'
import { concealKeyOf } from '../process/conceal-ref.ts'
import { WORKFLOWS_DIR } from '../project.ts'
import { loadStartNodes } from '../start-node/load-start-nodes.ts'
import { withClient } from './client-context.ts'
import type { CommandRunner } from './command-runner.ts'
import { formatTraceEntry } from './format-trace.ts'
import type { Output } from './output.ts'

const OUTCOMES = {
  task: '',
  signal: 'it was a signal to the open task of its ref',
  quarantine: 'it is in quarantine: startnode quarantine show',
  undecided: 'its ref has had a task before, and no worker has decided yet what becomes of it',
} as const

export function addTaskCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('task')
    .summary('show a task by its ref or id')
    .description(
      'Shows what became of a delivery: by its id (obj_id of the answer), with or without the process, or by its business ref, then the latest task of that ref. Finds tasks, signals and quarantine entries.',
    )
    .argument('<process|id>')
    .argument('[ref|id]')
    .option('--watch', 'print nodes as they happen until the task ends')
    .option('--json', 'print the task as JSON (with --watch: one line per change)')
    .addHelpText(
      'after',
      '\nExamples:\n  startnode task 9f86d081884c7d659a2feaa0\n  startnode task loan-approved LNAC0503 --watch\n  startnode task loan-approved 9f86d081884c7d659a2feaa0 --json',
    )
    .action(
      (processOrId: string, refOrId: string | undefined, options: { watch?: boolean; json?: boolean }) =>
        run(options.json === true, async () => {
          await withClient(async ({ client, config }) => {
            const concealKey = concealKeyOf(config.encryption.keys, config.signingKeys)
            const handle = await find(client, processOrId, refOrId, concealKey)
            let view = await readTask(client, handle)
            if (options.json) output.print(JSON.stringify(view))
            else printHead(output, view)
            const shown = new Set<string>()
            if (!options.json) printTrace(output, view, shown)
            while (options.watch && view.status === 'RUNNING') {
              await sleep(300)
              const next = await readTask(client, handle)
              if (options.json && JSON.stringify(next) !== JSON.stringify(view))
                output.print(JSON.stringify(next))
              view = next
              if (!options.json) printTrace(output, view, shown)
            }
            if (!options.json) printEnd(output, view)
          })
          return undefined
        }),
    )
}

async function find(
  client: Client,
  processOrId: string,
  refOrId: string | undefined,
  concealKey: Buffer | null,
): Promise<WorkflowHandle> {
  if (refOrId !== undefined) return findTask(client, processOrId, refOrId, concealKey)
  return findTaskAnywhere(client, (await loadStartNodes(WORKFLOWS_DIR)).keys(), processOrId)
}

function printHead(output: Output, view: TaskView): void {
  output.print(`${view.workflowType}  ${view.workflowId}`)
  output.print(
    `run ${view.runId}  started ${view.startedAt}${view.closedAt ? `  closed ${view.closedAt}` : ''}  ${view.status}`,
  )
  if (view.outcome !== 'task') output.print(`This delivery started no task: ${OUTCOMES[view.outcome]}`)
  else if (view.trace === null) output.print('(no worker answered the trace query)')
}

function printTrace(output: Output, view: TaskView, shown: Set<string>): void {
  for (const entry of view.trace ?? []) {
    const line = formatTraceEntry(entry)
    if (!shown.has(line)) output.print(line)
    shown.add(line)
  }
}

function printEnd(output: Output, view: TaskView): void {
  if (view.failure !== null) output.print(`failed: ${view.failure}`)
  else if (view.status !== 'RUNNING') output.print(`result: ${JSON.stringify(view.result)}`)
}
