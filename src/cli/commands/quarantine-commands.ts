/** startnode quarantine: authentic deliveries that could not become a task. */
import type { Command } from 'commander'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { readEditedFile } from '../../formats/edited-text.ts'
import { showOnOneLine } from '../../process/invisible-text.ts'
import { createQuarantine, type QuarantineEntry } from '../../quarantine/quarantine-client.ts'
import { withClient } from '../client-context.ts'
import type { CommandRunner } from '../command-runner.ts'
import { addChangeOptions, type ChangeCommandOptions, changeOptions } from '../input/change-options.ts'
import { readInput } from '../input/read-input.ts'
import type { Output } from '../print/output.ts'

interface ListOptions {
  readonly json?: boolean
  readonly limit: string
}

export function addQuarantineCommands(program: Command, output: Output, run: CommandRunner): void {
  const parent = program
    .command('quarantine')
    .summary('look after deliveries that could not become a task')
    .description('Looks after authentic deliveries that could not become a task.')
  addList(parent, output, run)
  addShow(parent, output, run)
  addEdit(parent, output, run)
  addResubmit(parent, output, run)
  addDiscard(parent, output, run)
}

function addList(parent: Command, output: Output, run: CommandRunner): void {
  parent
    .command('list')
    .summary('list what is in quarantine')
    .description('Lists open entries, newest first. Needs no worker; a new entry takes a moment to show.')
    .argument('[process]')
    .option('--limit <count>', 'how many', '50')
    .option('--json', 'print them as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  startnode quarantine list\n  startnode quarantine list loan-approved --limit 200',
    )
    .action((process: string | undefined, options: ListOptions) =>
      run(options.json === true, async () => {
        const limit = Number(options.limit)
        if (!Number.isInteger(limit) || limit < 1 || limit > 1_000)
          throw new StartnodeError('usage', '--limit must be 1 to 1000')
        await withClient(async ({ client }) => {
          const wanted = { limit, ...(process === undefined ? {} : { process }) }
          const { entries, next } = await createQuarantine(client.workflow).list(wanted)
          if (options.json) output.print(JSON.stringify(entries))
          else
            for (const { process, taskId, identity, summary } of entries) {
              const what = summary
                ? `${summary.receivedAt}  ${summary.code}  ${showOnOneLine(summary.message)}${summary.again > 0 ? `  came again ${summary.again}x` : ''}`
                : '(no worker has seen it yet)'
              output.print(
                `${process} ${taskId}  ${what}${identity === null ? '' : `  (key of ${identity})`}`,
              )
            }
          if (entries.length === 0 && !options.json) output.note('Nothing is in quarantine.')
          if (next !== null) output.note('There are more: give a larger --limit.')
        })
        return undefined
      }),
    )
}

function addShow(parent: Command, output: Output, run: CommandRunner): void {
  addTarget(parent.command('show'))
    .summary('show an entry with its body')
    .description(
      'Shows an entry: what is wrong, with line and column where it is text, and the body as it came.',
    )
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample:\n  startnode quarantine show loan-approved 9f86d081884c7d659a2feaa0')
    .action((process: string, taskId: string, options: { json?: boolean }) =>
      run(options.json === true, async () => {
        await withClient(async ({ client }) => {
          print(output, await createQuarantine(client.workflow).show(process, taskId), options.json === true)
        })
        return undefined
      }),
    )
}

function addEdit(parent: Command, output: Output, run: CommandRunner): void {
  const command = addTarget(parent.command('edit'))
    .summary('give an entry another body')
    .description('Replaces the body by a file or standard input. It is checked when it is resubmitted.')
    .argument('[file]', 'default: standard input')
    .addHelpText(
      'after',
      '\nExample:\n  startnode quarantine edit loan-approved 9f86d081884c7d659a2feaa0 mended.json',
    )
    .action((process: string, taskId: string, file: string | undefined, options: ChangeCommandOptions) =>
      run(options.json === true, async () => {
        const body = file === undefined ? readInput(output) : readEditedFile(file)
        await withClient(async ({ client, config }) => {
          const { actor } = changeOptions(config, options)
          const entry = await createQuarantine(client.workflow).edit(process, taskId, { body, actor })
          if (options.json) print(output, entry, true)
          else output.print(`Edited. Next: startnode quarantine resubmit ${process} ${taskId}`)
        })
        return undefined
      }),
    )
  addChangeOptions(command, 'the entry as JSON')
}

function addResubmit(parent: Command, output: Output, run: CommandRunner): void {
  const command = addTarget(parent.command('resubmit'))
    .summary('make it the task it should have been')
    .description(
      'Checks the body as the receiver does and starts the task of its delivery key and ref; once, however often it is asked. Exit code 1 when the body is still not good.',
    )
    .addHelpText(
      'after',
      '\nExample:\n  startnode quarantine resubmit loan-approved 9f86d081884c7d659a2feaa0',
    )
    .option('--as-new', 'as a task of its own, where its delivery key has become a task with another body')
    .action((process: string, taskId: string, options: ChangeCommandOptions & { asNew?: boolean }) =>
      run(options.json === true, async () => {
        await withClient(async ({ client, config }) => {
          const { actor } = changeOptions(config, options)
          const change = options.asNew ? { actor, asNew: true } : { actor }
          const result = await createQuarantine(client.workflow).resubmit(process, taskId, change)
          output.print(
            options.json ? JSON.stringify(result) : `It is a task: ${result.task?.workflowId ?? taskId}`,
          )
        })
        return undefined
      }),
    )
  addChangeOptions(command, '{"ended","reason","actor","task"}')
}

function addDiscard(parent: Command, output: Output, run: CommandRunner): void {
  const command = addTarget(parent.command('discard'))
    .summary('end an entry for good')
    .description('Ends an entry. The reason stands in its result.')
    .requiredOption('--reason <text>', 'why')
    .addHelpText(
      'after',
      "\nExample:\n  startnode quarantine discard loan-approved 9f86d081884c7d659a2feaa0 --reason 'test of the template'",
    )
    .action((process: string, taskId: string, options: ChangeCommandOptions & { reason: string }) =>
      run(options.json === true, async () => {
        await withClient(async ({ client, config }) => {
          const change = { reason: options.reason, actor: changeOptions(config, options).actor }
          const result = await createQuarantine(client.workflow).discard(process, taskId, change)
          output.print(options.json ? JSON.stringify(result) : 'Discarded.')
        })
        return undefined
      }),
    )
  addChangeOptions(command, '{"ended","reason","actor","task"}')
}

function addTarget(command: Command): Command {
  return command.argument('<process>').argument('<id>', 'id of the entry')
}

function print(output: Output, entry: QuarantineEntry, json: boolean): void {
  if (json) {
    output.print(JSON.stringify(entry))
    return
  }
  const { problem, receivedAt, keptUntil, again, edits, ended, body, bodyEncoding, bodyCut } = entry
  const { process, holder, beside } = entry
  output.print(`${problem.code}: ${showOnOneLine(problem.message)}`)
  for (const { path, message, line, column } of problem.problems)
    output.print(
      showOnOneLine(`  ${line === undefined ? path || '/' : `line ${line}, column ${column}`}  ${message}`),
    )
  const times = [again > 0 ? `came again ${again}x` : '', edits > 0 ? `edited ${edits}x` : '']
  output.print([`received ${receivedAt}`, `kept until ${keptUntil}`, ...times].filter(Boolean).join(', '))
  if (holder !== undefined) output.print(`first under its delivery key: ${holder}`)
  for (const { kind, taskId, workflowId } of beside)
    output.print(
      kind === 'entry'
        ? `beside it under the same key: startnode quarantine show ${process} ${taskId}`
        : `under the same key: ${workflowId}`,
    )
  if (ended)
    output.print(
      `${ended.ended}${ended.actor ? ` by ${ended.actor}` : ''}${ended.reason ? `: ${ended.reason}` : ''}`,
    )
  output.print(`\n${body}`)
  if (bodyEncoding === 'base64') output.note('(the body is not text: shown as base64)')
  if (bodyCut) output.note('(only the beginning of the body is kept)')
}
