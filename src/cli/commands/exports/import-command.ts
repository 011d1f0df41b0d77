/** startnode import: exports of MPO become processes of workflows/. */
import type { Command } from 'commander'
import { listVariables } from '../../../diagram/check/list-variables.ts'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import { type JudgedExport, judgeExport } from '../../../import/judge-export.ts'
import { type PlannedProcess, planImport } from '../../../import/plan-import.ts'
import {
  needsSettings,
  type SettledSettings,
  settleSettings,
  type ToSettle,
} from '../../../import/settle-settings.ts'
import { requireWritable, type WrittenProcess, writeImport } from '../../../import/write-import.ts'
import { findStartFiles } from '../../../project/find-start-files.ts'
import { WORKFLOWS_DIR } from '../../../project/project.ts'
import { withClient } from '../../client-context.ts'
import type { CommandRunner } from '../../command-runner.ts'
import { type ChangeCommandOptions, changeOptions } from '../../input/change-options.ts'
import type { Output } from '../../print/output.ts'
import { printExport } from '../../print/print-export.ts'
import { EXIT } from '../../run-command.ts'

interface ImportOptions extends ChangeCommandOptions {
  readonly id?: string
  readonly force?: boolean
  readonly aliases?: boolean
}

const NOTHING: SettledSettings = { variables: [], auth: [], aliases: [], left: [] }

export function addImportCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('import')
    .summary('make processes of an export of MPO')
    .description(
      'Checks an export of MPO as `startnode check` does, and writes its processes to workflows/<MPO id>-<title>.conv.json; an older content goes to workflows/versions/. Credentials that stand in clear go sealed into the settings. No direct URL is switched on. Nothing is written when there are errors.',
    )
    .argument('<file|folder|zip>')
    .option('--id <process>', 'process id to give, where the export has no id of MPO')
    .option('--force', 'import in spite of errors')
    .option('--aliases', 'create the aliases of the export, with their direct URLs off')
    .option('--json', 'print {"imported","variables","auth","aliases","left","problems",...}')
    .option('--actor <name>', 'who does it, for the audit (default: cli:<user>)')
    .addHelpText(
      'after',
      '\nExamples:\n  startnode import 1668282_loan.conv.json\n  startnode import export.zip --aliases\n  startnode import sample.json --id loan-check',
    )
    .action((path: string, options: ImportOptions) =>
      run(options.json === true, async () => {
        await requireWritable(WORKFLOWS_DIR, process.env.NODE_ENV === 'production')
        const judged = await judgeExport(path, WORKFLOWS_DIR)
        if (!options.json) printExport(output, judged.view)
        if (!judged.view.ok && !options.force) {
          if (options.json) output.print(JSON.stringify({ ...judged.view, imported: [] }))
          else
            output.note(
              'Nothing was imported: mend the errors in MPO and export again, or import with --force.',
            )
          return EXIT.failed
        }
        const planned = await plan(judged, options)
        const settled = await settle({ planned, ...named(judged, options) }, options)
        const imported = await writeImport(WORKFLOWS_DIR, planned)
        if (options.json) output.print(JSON.stringify({ ...judged.view, imported, ...settled }))
        else printImported(output, judged, imported, settled)
        return undefined
      }),
    )
}

async function plan({ read, found }: JudgedExport, { id }: ImportOptions): Promise<PlannedProcess[]> {
  const taken = new Set((await findStartFiles(WORKFLOWS_DIR)).keys())
  return planImport(read, { found, taken, id: id ?? null })
}

const named = ({ read }: JudgedExport, { aliases }: ImportOptions) => ({
  variables: read.variables,
  aliases: aliases ? read.aliases : [],
})

/** Before a file is written: where a secret can't be kept, nothing is imported. */
async function settle(wanted: ToSettle, options: ImportOptions): Promise<SettledSettings> {
  if (!needsSettings(wanted)) return NOTHING
  return withClient(async ({ settings, config }) => {
    if ((await settings.read()) === null) throw new StartnodeError('settings_missing')
    return settleSettings(settings, wanted, changeOptions(config, options))
  })
}

function printImported(
  output: Output,
  { read }: JudgedExport,
  imported: readonly WrittenProcess[],
  { variables, auth, aliases, left }: SettledSettings,
): void {
  for (const { process, version, state, former } of imported)
    output.print(`${process}  ${state}, version ${version}${former === null ? '' : `, before ${former}`}`)
  for (const name of variables) output.print(`{{env_var[@${name}]}} is set.`)
  for (const process of auth) output.print(`${process} asks for the Basic credentials that it had in MPO.`)
  for (const name of aliases) output.print(`@${name} is created, its direct URL is off.`)
  for (const text of left) output.note(text)
  const open = read.variables.filter(
    ({ name, secret, value }) => secret || value === null || !variables.includes(name),
  )
  for (const { name, secret } of open.filter(({ value, secret }) => secret || value === null))
    output.note(`To be set: startnode variable set ${name}${secret ? ' --secret' : ''}`)
  const brought = new Set([...variables, ...read.variables.map(({ name }) => name)])
  const missing = read.processes
    .flatMap(({ diagram }) => listVariables(diagram))
    .filter((name) => !brought.has(name))
  if (missing.length > 0)
    output.note(
      `Read by it and not in the export: ${[...new Set(missing)].map((name) => `@${name}`).join(', ')}. What is not set here (startnode variable list) is an empty text: startnode variable set <name> [--secret]`,
    )
  if (read.aliases.length > 0 && aliases.length === 0)
    output.note('The aliases of the export were not created: --aliases does.')
  const [first] = imported
  if (first !== undefined)
    output.note(
      `Next: start worker and receiver again, since they read workflows/ when they start; startnode enable ${first.process} prints a direct URL for it.`,
    )
}
