/** startnode import: exports of MPO become processes of workflows/. */
import type { Command } from 'commander'
import { mayWriteWorkflows } from '../../../config.ts'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import { carryOutImport, type DoneImport } from '../../../import/carry-out-import.ts'
import { judgeExport } from '../../../import/judge-export.ts'
import { prepareImport } from '../../../import/prepare-import.ts'
import { settleSettings, type ToSettle } from '../../../import/settle-settings.ts'
import { requireWritable } from '../../../import/write-import.ts'
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
        await requireWritable(WORKFLOWS_DIR, mayWriteWorkflows(process.env))
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
        const prepared = await prepareImport(judged, WORKFLOWS_DIR, options.id ?? null)
        const { next, ...done } = await carryOutImport(prepared, {
          dir: WORKFLOWS_DIR,
          force: options.force === true,
          aliases: options.aliases === true,
          settle: (wanted) => settle(wanted, options),
        })
        if (options.json) output.print(JSON.stringify({ ...judged.view, ...done }))
        else printImported(output, done, next)
        return undefined
      }),
    )
}

function settle(wanted: ToSettle, options: ImportOptions) {
  return withClient(async ({ settings, config }) => {
    if ((await settings.read()) === null) throw new StartnodeError('settings_missing')
    return settleSettings(settings, wanted, changeOptions(config, options))
  })
}

function printImported(
  output: Output,
  { imported, variables, auth, aliases, left }: Omit<DoneImport, 'next'>,
  next: readonly string[],
): void {
  for (const { process, version, state, former } of imported)
    output.print(`${process}  ${state}, version ${version}${former === null ? '' : `, before ${former}`}`)
  for (const name of variables) output.print(`{{env_var[@${name}]}} is set.`)
  for (const process of auth) output.print(`${process} asks for the Basic credentials that it had in MPO.`)
  for (const name of aliases) output.print(`@${name} is created, its direct URL is off.`)
  for (const text of [...left, ...next]) output.note(text)
}
