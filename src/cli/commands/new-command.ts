/** startnode new: writes the pair of a new process, its example body, its test and the line of the index. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Command } from 'commander'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { mpoIdIn } from '../../process/ids/diagram-id.ts'
import { isProcessId, workflowTypeOf } from '../../process/ids/process-id.ts'
import { processNameProblem } from '../../process/ids/process-name.ts'
import { findStartFiles } from '../../project/find-start-files.ts'
import type { CommandRunner } from '../command-runner.ts'
import type { Output } from '../print/output.ts'
import { IMPORTED_BY_TEMPLATES, processTemplates } from '../process-templates.ts'

/**
 * Writes the files of a new process below `root`.
 *
 * @returns the paths written, relative to `root`
 * @throws StartnodeError `usage` for a bad id, a name that something else has (the engine, JavaScript, another process), a file that is there already, or a folder that is no Startnode project
 */
export async function writeProcess(root: string, process: string): Promise<string[]> {
  if (!isProcessId(process)) {
    throw new StartnodeError(
      'usage',
      `'${process}' is not a process id: use kebab-case, e.g. loan-approved, at most 64 characters`,
    )
  }
  const taken = processNameProblem(process) ?? templateProblem(process)
  if (taken !== null) throw new StartnodeError('usage', `No process can be called '${process}': ${taken}`)
  const index = join(root, 'workflows', 'index.ts')
  if (!existsSync(index))
    throw new StartnodeError(
      'usage',
      'There is no workflows/index.ts here: run it in the folder of your project',
    )
  const workflow = workflowTypeOf(process)
  const others = [...(await findStartFiles(pathToFileURL(`${join(root, 'workflows')}/`))).keys()]
  const same = others.find((other) => other !== process && workflowTypeOf(other) === workflow)
  if (same !== undefined)
    throw new StartnodeError('usage', `The process '${same}' has the workflow '${workflow}' already`)
  const files = processTemplates(process)
  for (const path of Object.keys(files)) {
    if (existsSync(join(root, path)))
      throw new StartnodeError('usage', `${path} is there already; nothing was written`)
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const line = `export { ${workflow} } from './${process}/${process}.ts'\n`
  if (!readFileSync(index, 'utf8').includes(line)) appendFileSync(index, line)
  return [...Object.keys(files), 'workflows/index.ts']
}

/** The files written declare the workflow and its types beside what they import. */
function templateProblem(process: string): string | null {
  const name = workflowTypeOf(process)
  if (mpoIdIn(process) !== null) return 'ids that begin with a number are those of imported processes'
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`
  const met = [name, type].find((own) => IMPORTED_BY_TEMPLATES.has(own))
  return met === undefined ? null : `its files import another '${met}'`
}

export function addNewCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('new')
    .summary('write a new process')
    .description(
      'Writes the folder workflows/<process>/ with the process, its Start node and an example body, and a test, and adds the process to workflows/index.ts.',
    )
    .argument('<process>', 'process id in kebab-case')
    .addHelpText('after', '\nExample:\n  startnode new deposit-made')
    .action((id: string) =>
      run(false, async () => {
        for (const path of await writeProcess(process.cwd(), id)) output.print(path)
        output.note(
          `Next: start it with \`npm start\`, then \`npx startnode enable ${id}\` and \`npx startnode send ${id}\`.`,
        )
        return undefined
      }),
    )
}
