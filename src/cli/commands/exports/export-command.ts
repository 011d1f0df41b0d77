/** startnode export: gives an imported process back as it stood in its export. */
import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import { findDiagram } from '../../../import/find-diagrams.ts'
import { WORKFLOWS_DIR } from '../../../project/project.ts'
import type { CommandRunner } from '../../command-runner.ts'
import type { Output } from '../../print/output.ts'

export function addExportCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('export')
    .summary('give an imported process back as a file of MPO')
    .description(
      'Writes an imported process byte for byte as it was exported from MPO, but for credentials, in whose place are references to variables.',
    )
    .argument('<process>', 'process id, or the id in MPO')
    .option('--out <file>', 'where to (default: standard output)')
    .addHelpText('after', '\nExample:\n  startnode export 1668282-loan --out 1668282_loan.conv.json')
    .action((name: string, options: { out?: string }) =>
      run(false, async () => {
        const diagram = await findDiagram(WORKFLOWS_DIR, name)
        if (diagram === null)
          throw new StartnodeError('process_unknown', `There is no imported process '${name}'`)
        if (options.out === undefined) (output.write ?? output.print)(diagram.text)
        else await writeFile(options.out, diagram.text)
        return undefined
      }),
    )
}
