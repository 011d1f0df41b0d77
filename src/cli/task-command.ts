/** startnode task: one task by ref or id: state, nodes with times, result; the same facts the Web UI shows. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client, WorkflowHandle } from '@temporalio/client'
import type { Command } from 'commander'
import { TRACE_QUERY, type TraceEntry } from '../process/trace.ts'
import { withClient } from './client-context.ts'
import type { CommandRunner } from './command-runner.ts'
import { findTask } from './find-task.ts'
import { formatTraceEntry } from './format-trace.ts'
import type { Output } from './output.ts'

/** A task as this command shows it. */
export interface TaskView {
  readonly workflowId: string
  readonly runId: string
  readonly workflowType: string
  /** Temporal's status name, e.g. RUNNING or COMPLETED. */
  readonly status: string
  readonly startedAt: string
  readonly closedAt: string | null
  /** Null when no worker answers the query. */
  readonly trace: readonly TraceEntry[] | null
  readonly result: unknown
  readonly failure: string | null
}

/** Reads a task once. */
export async function readTask(client: Client, handle: WorkflowHandle): Promise<TaskView> {
  const description = await handle.describe()
  const view = {
    workflowId: description.workflowId,
    runId: description.runId,
    workflowType: description.type,
    status: description.status.name,
    startedAt: description.startTime.toISOString(),
    closedAt: description.closeTime?.toISOString() ?? null,
    trace: await readTrace(client, handle),
  }
  if (view.status === 'RUNNING') return { ...view, result: null, failure: null }
  try {
    return { ...view, result: await handle.result(), failure: null }
  } catch (error) {
    const cause = (error as Error).cause
    return {
      ...view,
      result: null,
      failure: cause instanceof Error ? cause.message : (error as Error).message,
    }
  }
}

async function readTrace(client: Client, handle: WorkflowHandle): Promise<readonly TraceEntry[] | null> {
  try {
    // A query waits for a worker to replay; without one it must not hold the answer up
    return await client.withDeadline(Date.now() + 3_000, () => handle.query<TraceEntry[]>(TRACE_QUERY))
  } catch {
    return null
  }
}

export function addTaskCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('task')
    .summary('show a task by its ref or id')
    .description(
      'Shows a task: by its id (obj_id of the answer) or by its business ref, then the latest task of that ref.',
    )
    .argument('<process>')
    .argument('<ref|id>')
    .option('--watch', 'print nodes as they happen until the task ends')
    .option('--json', 'print the task as JSON (with --watch: one line per change)')
    .addHelpText(
      'after',
      '\nExamples:\n  startnode task loan-approved LNAC0503 --watch\n  startnode task loan-approved 9f86d081884c7d659a2feaa0 --json',
    )
    .action((process: string, refOrId: string, options: { watch?: boolean; json?: boolean }) =>
      run(options.json === true, async () => {
        await withClient(async ({ client }) => {
          const handle = await findTask(client, process, refOrId)
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

function printHead(output: Output, view: TaskView): void {
  output.print(`${view.workflowType}  ${view.workflowId}`)
  output.print(
    `run ${view.runId}  started ${view.startedAt}${view.closedAt ? `  closed ${view.closedAt}` : ''}  ${view.status}`,
  )
  if (view.trace === null) output.print('(no worker answered the trace query)')
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
