/** startnode replay: what a deploy of the working tree would break, before it does. */
import { basename } from 'node:path'
import type { Client } from '@temporalio/client'
import type { Command } from 'commander'
import type { NamedHistory, ReplayReport } from '../../../boot/bundle/replay-histories.ts'
import { loadConfig } from '../../../config.ts'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import { readEditedFile } from '../../../formats/edited-text.ts'
import { workflowTypeOf } from '../../../process/ids/process-id.ts'
import { createLogger } from '../../../telemetry/logger.ts'
import { explainTemporalError } from '../../../temporal/explain-temporal-error.ts'
import { withClient } from '../../client-context.ts'
import type { CommandRunner } from '../../command-runner.ts'
import { readHistory } from '../../input/read-history.ts'
import type { Output } from '../../print/output.ts'
import { EXIT } from '../../run-command.ts'

interface ReplayOptions {
  readonly history?: readonly string[]
  readonly closed: string
  readonly open: string
  readonly json?: boolean
}

export function addReplayCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('replay')
    .summary('find the tasks that a deploy of this build would break')
    .description(
      'Replays the open and the newest closed tasks of a process against the processes of this project, and names those whose history does not fit any more. Changes nothing. Exit code 1 when there are some.',
    )
    .argument('[process]', 'process id, or a workflow type such as startnodeSettings')
    .option('--open <n>', 'open tasks, the newest first', '500')
    .option('--closed <n>', 'closed tasks, the newest first', '50')
    .option(
      '--history <file...>',
      'replay these instead: what `temporal workflow show --output json` prints; needs no server',
    )
    .option('--json', 'print {"replayed","broken":[{"workflowId","reason"}]}')
    .addHelpText(
      'after',
      '\nExamples:\n  startnode replay loan-approved\n  startnode replay --history task.json',
    )
    .action((process: string | undefined, options: ReplayOptions) =>
      run(options.json === true, async () => {
        const report = await replay(process, options)
        if (options.json) output.print(JSON.stringify(report))
        else {
          for (const { workflowId, reason } of report.broken) output.print(`! ${workflowId}: ${reason}`)
          output.print(
            report.broken.length === 0
              ? `${report.replayed} replayed, all fit.`
              : `${report.replayed} replayed, ${report.broken.length} would break: see docs/versions.md.`,
          )
        }
        return report.broken.length === 0 ? EXIT.done : EXIT.failed
      }),
    )
}

async function replay(process: string | undefined, options: ReplayOptions): Promise<ReplayReport> {
  // Loaded here: no other command needs the native worker.
  const [{ replayTasks }, { installRuntime }] = await Promise.all([
    import('../../replay-tasks.ts'),
    import('../../../telemetry/install-runtime.ts'),
  ])
  installRuntime(createLogger('silent'))
  if (options.history !== undefined) {
    const { encryption } = loadConfig(globalThis.process.env)
    return replayTasks(await Promise.all(options.history.map(readFromFile)), encryption)
  }
  if (process === undefined) throw new StartnodeError('usage', 'Name a process, or give --history <file>')
  const counts = { open: readCount('--open', options.open), closed: readCount('--closed', options.closed) }
  return withClient(({ client, config }) =>
    replayTasks(listTasks(client, workflowTypeOf(process), counts), config.encryption),
  )
}

async function readFromFile(file: string): Promise<NamedHistory> {
  const text = readEditedFile(file)
  try {
    return { workflowId: basename(file), history: readHistory(text) }
  } catch {
    // Said below.
  }
  throw new StartnodeError(
    'usage',
    `${file} is no history: make it with \`temporal workflow show --workflow-id <id> --output json\``,
  )
}

function readCount(option: string, text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new StartnodeError('usage', `${option} must be a whole number, not '${text}'`)
}

async function* listTasks(
  client: Client,
  workflowType: string,
  counts: { readonly open: number; readonly closed: number },
): AsyncGenerator<NamedHistory> {
  const { listHistories } = await import('../../../boot/bundle/replay-histories.ts')
  const ofType = `WorkflowType = '${workflowType}'`
  try {
    yield* listHistories(client, `${ofType} AND ExecutionStatus = 'Running'`, counts.open)
    yield* listHistories(client, `${ofType} AND ExecutionStatus != 'Running'`, counts.closed)
  } catch (error) {
    throw explainTemporalError(error, 'reading the tasks')
  }
}
