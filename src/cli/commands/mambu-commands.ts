/** startnode mambu template | preview: the payload of a Mambu webhook, and what becomes of it. */
import type { Command } from 'commander'
import { makeTemplate } from '../../mambu/template/make-template.ts'
import { previewTemplate, type TemplatePreview } from '../../mambu/template/preview-template.ts'
import type { WebhookTemplate } from '../../mambu/template/webhook-template.ts'
import type { CommandRunner } from '../command-runner.ts'
import { findStartNode } from '../input/find-start-node.ts'
import { type FormatOptions, formatOf } from '../input/format-of.ts'
import { readTemplate } from '../input/read-template.ts'
import { readTemplateValues } from '../input/read-template-values.ts'
import type { Output } from '../print/output.ts'
import { previewHeaders } from '../print/preview-headers.ts'
import { EXIT } from '../run-command.ts'
import { addMambuSimulateCommand } from './mambu-simulate-command.ts'

export function addMambuCommands(program: Command, output: Output, run: CommandRunner): void {
  const mambu = program
    .command('mambu')
    .summary('payloads of Mambu webhooks: make, preview, simulate')
    .description(
      'Makes the payload of a Mambu webhook, says what becomes of it, and sends events as Mambu does.',
    )
  mambu
    .command('template')
    .summary('print the payload to paste into a Mambu webhook')
    .description(
      'Prints the payload that fills the input of a process, with the placeholders its Start node names by .meta({ mambu }). What is missing is said on standard error.',
    )
    .argument('<process>')
    .option('--xml', 'for the XML direct URL')
    .option('--nvp', 'for the NVP direct URL')
    .option('--json', 'print {"process","format","contentType","text","notes"}')
    .addHelpText('after', '\nExample:\n  startnode mambu template loan-approved')
    .action((process: string, options: FormatOptions) =>
      run(options.json === true, async () => {
        const { input } = await findStartNode(process)
        const template = makeTemplate(input, formatOf(options) ?? 'json')
        if (options.json) output.print(JSON.stringify({ process, ...template }))
        else printTemplate(output, template)
        return undefined
      }),
    )
  mambu
    .command('preview')
    .summary('say what the receiver will answer to a payload')
    .description(
      'Fills a payload as Mambu does (a missing value is an empty text) and says, with line and column, what the receiver will answer. Exit code 1 when it would be refused.',
    )
    .argument(
      '<template>',
      'file with the payload, - for standard input, or a process: the payload made for it',
    )
    .argument('<values>', 'JSON file with the values by placeholder, e.g. {"LOAN_AMOUNT":"12500.00"}')
    .option('--process <process>', 'default: the name of the file up to its first dot')
    .option('--xml', 'as at the XML direct URL (default for a file .xml)')
    .option('--nvp', 'as at the NVP direct URL (default for a file .nvp)')
    .option('--json', 'print {"accepted","status","answer","text","problems",...}')
    .addHelpText(
      'after',
      '\nExamples:\n  startnode mambu preview loan-approved values.json\n  startnode mambu preview payload.json values.json --process loan-approved',
    )
    .action((from: string, valuesFile: string, options: FormatOptions & { process?: string }) =>
      run(options.json === true, async () => {
        const { template, format, startNode } = await readTemplate(from, options, output)
        const [values = {}] = readTemplateValues(valuesFile)
        const headers = previewHeaders(startNode)
        const { foreseeAnswer } = await import('../../receiver/foresee-answer.ts')
        const preview = previewTemplate(template, values, (body) =>
          foreseeAnswer(startNode, format, body, headers),
        )
        if (options.json) output.print(JSON.stringify({ process: startNode.process, format, ...preview }))
        else printPreview(output, preview)
        return preview.accepted ? EXIT.done : EXIT.failed
      }),
    )
  addMambuSimulateCommand(mambu, output, run)
}

function printTemplate(output: Output, { text, notes, contentType }: WebhookTemplate): void {
  output.print(text)
  output.note(`Content type in Mambu: ${contentType}`)
  for (const { path, message } of notes) output.note(path === '' ? message : `${path}: ${message}`)
}

/** Nothing was sent. */
const KEPT = {
  all: 'quarantine would keep it',
  trace: 'quarantine would keep a trace without the body',
  nothing: 'nothing would be kept',
} as const

function printPreview(output: Output, preview: TemplatePreview): void {
  const { text, status, answer, refusal, problems, missing, unused, notes } = preview
  output.print(text)
  output.print(`${status} ${answer}`)
  if (refusal === null) output.print('It would become a task.')
  else {
    output.print(`It would be refused (${refusal.code}); ${KEPT[preview.keeps]}:`)
    for (const { path, message, line, column, from } of problems) {
      const place = line === undefined ? '' : `line ${line}, column ${column}: `
      const origin =
        from === undefined
          ? ''
          : `, from ${from.placeholder} (line ${from.line}, column ${from.column} of the template)`
      output.print(`  ${place}${path === '' ? '' : `${path}: `}${message}${origin}`)
    }
  }
  if (missing.length > 0) output.note(`Without a value, so empty: ${missing.join(', ')}`)
  for (const text of notes) output.note(text)
  if (unused.length > 0) output.note(`No placeholder for: ${unused.join(', ')}`)
}
