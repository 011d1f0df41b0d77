/** startnode task: one task by ref or id, whatever became of the delivery. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client, WorkflowHandle } from '@temporalio/client'
import type { Command } from 'commander'
import { type Config, loadConfig } from '../../config.ts'
import { isStartnodeError, StartnodeError } from '../../errors/startnode-error.ts'
import { concealKeyOf } from '../../process/ids/conceal-ref.ts'
import { type Beside, listBeside } from '../../quarantine/list-beside.ts'
import type { LoggedRequest } from '../../requests/requests.ts'
import { findTask, findTaskAnywhere } from '../../tasks/find-task.ts'
import { tellWrite } from '../../tasks/find-writes.ts'
import { readPasses } from '../../tasks/read-passes.ts'
import { readTask, type TaskView } from '../../tasks/read-task.ts'
import { prepareOperation, type TaskAction, type TaskOperation } from '../../tasks/task-operation.ts'
import { commandHere, temporalCommand } from '../../temporal/temporal-command.ts'
import { callAdmin } from '../admin-client.ts'
import { withClient } from '../client-context.ts'
import type { CommandRunner } from '../command-runner.ts'
import { findInInboxes } from '../find-in-inboxes.ts'
import { cliActor } from '../input/change-options.ts'
import { listProcessIds } from '../input/find-start-node.ts'
import { describeRequest } from '../print/describe-request.ts'
import { describeWaiting } from '../print/describe-waiting.ts'
import { formatTraceEntry } from '../print/format-trace.ts'
import type { Output } from '../print/output.ts'
import { operationOf, type TaskOperationOptions } from '../task-operation.ts'

const OUTCOMES = {
  task: '',
  signal: 'it was a signal to the open task of its ref',
  quarantine: 'it is in quarantine: startnode quarantine show',
  undecided: 'its ref has had a task before, and no worker has decided yet what becomes of it',
} as const

const PASSES_WITHIN_MS = 5_000

interface TaskOptions extends TaskOperationOptions {
  readonly watch?: boolean
  readonly actor?: string
  readonly dryRun?: boolean
  readonly json?: boolean
}

export function addTaskCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('task')
    .summary('show a task by its ref or id, or operate it')
    .description(
      'Shows what became of a delivery: by its id (obj_id of the answer), with or without the process, or by its business ref, then the latest task of that ref. Finds tasks, signals and quarantine entries, and what still waits in the inbox of the receiver at ADMIN_URL. Or does one thing to the task, and shows the `temporal` command that does the same.',
    )
    .argument('<process|id>')
    .argument('[ref|id]')
    .option('--watch', 'print nodes as they happen until the task ends')
    .option('--signal <name>', 'signal it')
    .option('--actor <name>', 'who decides, where the signal is a decision (default: cli:<user>)')
    .option('--update <name>', 'update it, and print the answer')
    .option('--input <json>', 'what the signal or update carries')
    .option('--cancel', 'ask it to end; the process may clean up')
    .option('--terminate', 'end it at once; nothing of the process runs any more')
    .option('--reset-to <node>', 'go back to just before its last visit of this node, and do it again')
    .option(
      '--confirm-writes <ids...>',
      'writes that the reset may do again though they are not known any more where they were done; it names them',
    )
    .option('--pause', 'let it take no step, where the server allows that')
    .option('--unpause', 'let it go on')
    .option('--try-now', 'have what waits for its next try make it now, where the server can')
    .option('--reason <text>', 'why, for the history (default: by cli:<user>)')
    .option('--dry-run', 'print the `temporal` command and do nothing')
    .option(
      '--json',
      'print the task as JSON (with --watch: one line per change), or {"command","done","result"} of an operation',
    )
    .addHelpText(
      'after',
      `\nExamples:
  startnode task 9f86d081884c7d659a2feaa0
  startnode task loan-approved LNAC0503 --watch
  startnode task loan-approved LNAC0503 --signal approve --input '{"decision":"approve"}' --actor cli:bob
  startnode task loan-approved LNAC0503 --reset-to Disburse --reason 'Mambu is mended'
  startnode task loan-approved LNAC0503 --try-now
  startnode task loan-approved 9f86d081884c7d659a2feaa0 --json`,
    )
    .action((processOrId: string, refOrId: string | undefined, options: TaskOptions) =>
      run(options.json === true, async () => {
        const action = operationOf(options)
        if (action !== null && options.watch) throw new StartnodeError('usage', '--watch only shows')
        if (action === null && options.dryRun) throw new StartnodeError('usage', '--dry-run of what?')
        await withClient(async ({ client, config, temporal }) => {
          const concealKey = concealKeyOf(config.encryption.keys, config.signingKeys)
          const handle = await find(client, processOrId, refOrId, concealKey)
          const here = (command: string) => commandHere(command, temporal)
          if (action === null) await show(client, config, handle, options, { ...output, here })
          else {
            const signer = { actor: options.actor ?? cliActor(), key: config.signingKeys[0] as Buffer }
            await operate(await prepareOperation(client, handle, action, signer), options, {
              ...output,
              here,
            })
          }
        }).catch((error: unknown) => {
          const wanted =
            refOrId === undefined ? { text: processOrId } : { text: refOrId, process: processOrId }
          return tellWaiting(error, wanted, action, options, output)
        })
        return undefined
      }),
    )
}

/** An output that knows how the `temporal` command finds this server. */
type OutputHere = Output & { here(command: string): string }

async function operate(operation: TaskOperation, options: TaskOptions, output: OutputHere): Promise<void> {
  const { writes } = operation
  const command = output.here(operation.command)
  for (const write of writes) output.note(`does again: ${tellWrite(write)}`)
  if (options.dryRun) {
    const said = { command, done: false, result: null, ...(writes.length > 0 ? { writes } : {}) }
    output.print(options.json ? JSON.stringify(said) : command)
    return
  }
  output.note(`$ ${command}`)
  const { said, result = null } = await operation.perform()
  output.print(options.json ? JSON.stringify({ command, done: true, result }) : said)
}

async function show(
  client: Client,
  config: Config,
  handle: WorkflowHandle,
  options: TaskOptions,
  output: OutputHere,
): Promise<void> {
  let view = await readTask(client, handle)
  const deliveries = await readDeliveries(client, config, view)
  if (options.json) output.print(JSON.stringify({ ...view, ...deliveries }))
  else {
    printHead(output, view)
    printDeliveries(output, view, deliveries)
  }
  const shown = new Set<string>()
  if (!options.json) {
    printTrace(output, view, shown)
    await printCut(output, client, view)
  }
  while (options.watch && view.closedAt === null) {
    await sleep(300)
    const next = await readTask(client, handle)
    if (options.json && JSON.stringify(next) !== JSON.stringify(view)) output.print(JSON.stringify(next))
    view = next
    if (!options.json) printTrace(output, view, shown)
  }
  if (!options.json) printEnd(output, view)
}

interface Deliveries {
  /** What else came under its delivery key, by Temporal. */
  readonly beside: readonly Beside[]
  /** The requests that the receiver at ADMIN_URL knows; null: none answers. */
  readonly requests: readonly LoggedRequest[] | null
}

async function readDeliveries(
  client: Client,
  config: Config,
  { process, taskId, workflowId }: TaskView,
): Promise<Deliveries> {
  if (process === null || taskId === null) return { beside: [], requests: null }
  const asked = callAdmin(
    config,
    `/requests?${new URLSearchParams({ process, taskId, limit: '50' })}`,
    AbortSignal.timeout(2_000),
  )
    .then(async (answer) => ((await answer.json()) as { requests: LoggedRequest[] }).requests.reverse())
    .catch(() => null)
  return { beside: await listBeside(client.workflow, process, taskId, workflowId), requests: await asked }
}

function printDeliveries(output: Output, { process }: TaskView, { beside, requests }: Deliveries): void {
  for (const row of requests ?? []) output.print(`request  ${describeRequest(row)}`)
  for (const { kind, taskId, workflowId } of beside)
    output.print(
      kind === 'entry'
        ? `kept under the same key: startnode quarantine show ${process} ${taskId}`
        : `under the same key: ${workflowId}`,
    )
}

/** Of what can't be found because Temporal is away, too. */
const NOT_FOUND = ['task_unknown', 'temporal_unreachable']

/**
 * What Temporal does not know may still be in an inbox: then that is told.
 *
 * @throws the error that led here, when it is in none, or something should be done to it
 */
async function tellWaiting(
  error: unknown,
  wanted: { readonly text: string; readonly process?: string },
  action: TaskAction | null,
  options: TaskOptions,
  output: Output,
): Promise<void> {
  if (!isStartnodeError(error) || !NOT_FOUND.includes(error.code)) throw error
  const found = await findInInboxes(loadConfig(process.env), wanted)
  if (found === null || found.length === 0) throw error
  if (action !== null)
    throw new StartnodeError(error.code, `${error.message}. It is accepted, and waits in the inbox`)
  if (options.json) output.print(JSON.stringify({ waiting: found }))
  else for (const one of found) output.print(describeWaiting(one))
}

async function find(
  client: Client,
  processOrId: string,
  refOrId: string | undefined,
  concealKey: Buffer | null,
): Promise<WorkflowHandle> {
  if (refOrId !== undefined) return findTask(client, processOrId, refOrId, concealKey)
  return findTaskAnywhere(client, await listProcessIds(), processOrId)
}

function printHead(output: OutputHere, view: TaskView): void {
  output.note(`$ ${output.here(temporalCommand('show', view))}`)
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

/** A trace forgets its oldest visits; a task of an imported process still knows how often it came to each node. */
async function printCut(output: Output, client: Client, view: TaskView): Promise<void> {
  const trace = view.trace ?? []
  if (trace[0]?.nodeId === undefined) return
  const passes = await readPasses(client, view, Date.now() + PASSES_WITHIN_MS)
  const all = Object.values(passes ?? {}).reduce((sum, times) => sum + times, 0)
  if (passes === null || all <= trace.length) return
  output.print(`${all - trace.length} earlier visits are not in the trace. All of them, by node:`)
  const titles = new Map(trace.map(({ nodeId, node }) => [nodeId, node]))
  for (const [id, times] of Object.entries(passes))
    output.print(`  ${id}  ${times}  ${titles.get(id) ?? ''}`.trimEnd())
}

function printEnd(output: Output, view: TaskView): void {
  const { outcome, state, cause, since } = view.said
  if (outcome !== null) output.print(`outcome: ${outcome}`)
  if (state !== null) output.print(`${state}: ${cause ?? 'it does not say why'}, since ${since}`)
  if (view.failure !== null) output.print(`failed: ${view.failure}`)
  else if (view.closedAt !== null) output.print(`result: ${JSON.stringify(view.result)}`)
  for (const { type, attempt, lastFailure } of view.pending)
    if (lastFailure !== null) output.print(`  ${type}, try ${attempt}; the last one: ${lastFailure}`)
}
