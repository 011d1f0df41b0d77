/** startnode check: what an export of MPO holds and what is wrong with it; nothing is written. */
import type { Command } from 'commander'
import { checkExport } from '../../diagram/check/check-export.ts'
import type { DiagramProblem } from '../../diagram/problem.ts'
import { type ReadExport, readExport } from '../../diagram/read/read-export.ts'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { type FoundDiagram, findDiagrams } from '../../import/find-diagrams.ts'
import { readSource } from '../../import/read-source.ts'
import { type ExportView, viewExport } from '../../import/view-export.ts'
import { WORKFLOWS_DIR } from '../../project/project.ts'
import type { CommandRunner } from '../command-runner.ts'
import type { Output } from '../print/output.ts'
import { printExport } from '../print/print-export.ts'
import { EXIT } from '../run-command.ts'

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
        const { view } = await judgeExport(path)
        if (options.json) output.print(JSON.stringify(view))
        else printExport(output, view)
        return view.ok ? EXIT.done : EXIT.failed
      }),
    )
}

/** An export that was read and judged against what was imported before. */
export interface JudgedExport {
  readonly read: ReadExport
  readonly problems: readonly DiagramProblem[]
  readonly view: ExportView
  readonly found: readonly FoundDiagram[]
}

/** @throws StartnodeError `export_unreadable`, or `not_an_export` when there is nothing of MPO in it */
export async function judgeExport(path: string): Promise<JudgedExport> {
  const files = await readSource(path)
  const read = readExport(files)
  const found = await findDiagrams(WORKFLOWS_DIR)
  const processes = new Set(found.flatMap(({ mpoId }) => mpoId ?? []))
  const problems = checkExport(read, { processes, aliases: new Set(), secrets: new Set() })
  const isNothing = read.processes.length + read.aliases.length + read.variables.length === 0
  if (isNothing) {
    const why = problems.map(
      ({ file, line, text }) => `${file}${line === null ? '' : `, line ${line}`}: ${text}`,
    )
    throw new StartnodeError('not_an_export', `${path} is no export of MPO: ${why[0] ?? 'it has no process'}`)
  }
  return { read, problems, view: viewExport(read, problems), found }
}
