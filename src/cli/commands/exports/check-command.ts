/** startnode check: what an export of MPO holds and what is wrong with it; nothing is written. */
import type { Command } from 'commander'
import { judgeExport } from '../../../import/judge-export.ts'
import { WORKFLOWS_DIR } from '../../../project/project.ts'
import type { CommandRunner } from '../../command-runner.ts'
import type { Output } from '../../print/output.ts'
import { printExport } from '../../print/print-export.ts'
import { EXIT } from '../../run-command.ts'

export function addCheckCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('check')
    .summary('say what an export of MPO holds and what is wrong with it')
    .description(
      'Reads an export of MPO (a process, a list of them, a folder, a ZIP) and says of each process which nodes it has and what is wrong with it. Writes nothing. Exit code 0: it can be imported; 1: it has errors; 2: it is no export.',
    )
    .argument('<file|folder|zip>')
    .option('--json', 'print {"ok","errors","warnings","processes","aliases","variables","problems",...}')
    .addHelpText(
      'after',
      '\nExamples:\n  startnode check 1668282_loan.conv.json\n  startnode check export.zip --json',
    )
    .action((path: string, options: { json?: boolean }) =>
      run(options.json === true, async () => {
        const { view } = await judgeExport(path, WORKFLOWS_DIR)
        if (options.json) output.print(JSON.stringify(view))
        else printExport(output, view)
        return view.ok ? EXIT.done : EXIT.failed
      }),
    )
}
