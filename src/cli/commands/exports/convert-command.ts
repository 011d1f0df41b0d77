/** startnode convert: an imported process as code, a starting point. */
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import type { Conversion, ConversionNote, ConversionOptions } from '../../../diagram/convert/conversion.ts'
import { convertDiagram } from '../../../diagram/convert/convert-diagram.ts'
import { readDiagram } from '../../../diagram/read/read-export.ts'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import { type FoundDiagram, findDiagrams } from '../../../import/find-diagrams.ts'
import { judgeFiles } from '../../../import/judge-export.ts'
import { isProcessId } from '../../../process/ids/process-id.ts'
import { processNameProblem } from '../../../process/ids/process-name.ts'
import { loadStartNodes } from '../../../project/load-start-nodes.ts'
import { WORKFLOWS_DIR } from '../../../project/project.ts'
import type { StartNode } from '../../../start-node/start-node.ts'
import type { CommandRunner } from '../../command-runner.ts'
import type { Output } from '../../print/output.ts'

interface ConvertOptions {
  readonly as?: string
  readonly out?: string
  readonly force?: boolean
  readonly json?: boolean
}

export function addConvertCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('convert')
    .summary('write an imported process as code')
    .description(
      'Writes an imported process as a process in code: a starting point that compiles. Says what must be finished by hand and what it does in another way than the diagram, node by node.',
    )
    .argument('<process>', 'process id, or the id in MPO')
    .option(
      '--as <process>',
      'id of the process in code (default: that of the diagram without the id in MPO)',
    )
    .option(
      '--out <folder>',
      'writes <folder>/<process>/<process>.ts and its Start node (default: standard output)',
    )
    .option('--force', 'writes over files that are there')
    .option('--json', 'print {"process","workflow","code","start","files","notes"}')
    .addHelpText(
      'after',
      '\nExamples:\n  startnode convert 1668282-loan\n  startnode convert 1668282 --as loan --out workflows',
    )
    .action((name: string, options: ConvertOptions) =>
      run(options.json === true, async () => {
        const found = (await findDiagrams(WORKFLOWS_DIR)).find(
          ({ process, mpoId }) => process === name || mpoId === name,
        )
        if (found === undefined)
          throw new StartnodeError('process_unknown', `There is no imported process '${name}'`)
        const conversion = await convert(found, options)
        const files =
          options.out === undefined ? null : await write(conversion, options.out, options.force === true)
        if (options.json) output.print(JSON.stringify({ ...conversion, files }))
        else print(output, conversion, files)
        return undefined
      }),
    )
}

async function convert(found: FoundDiagram, options: ConvertOptions): Promise<Conversion> {
  const file = fileURLToPath(found.file)
  const { view } = await judgeFiles(file, [{ name: file, text: found.text }], WORKFLOWS_DIR)
  const { diagram } = readDiagram(found.text, file)
  const error = view.problems.find(({ severity }) => severity === 'error')
  if (diagram === null || error !== undefined)
    throw new StartnodeError(
      'usage',
      `${found.process} has errors: ${error?.text ?? 'it holds no process, or several'}. \`startnode check ${file}\` says all of them`,
    )
  if (diagram.isState)
    throw new StartnodeError(
      'usage',
      `${found.process} is a state diagram: it keeps data and is no course of steps. Leave it imported; processes in code have readState and setState`,
    )
  const startNodes = await loadStartNodes(WORKFLOWS_DIR)
  const process = idOf(found, options, startNodes)
  return convertDiagram(diagram, {
    process,
    ...importsOf(options.out ?? fileURLToPath(WORKFLOWS_DIR), process),
    processOf: (conv) => processOf(conv, startNodes),
  })
}

function idOf(
  { process, mpoId }: FoundDiagram,
  { as, force, out }: ConvertOptions,
  startNodes: ReadonlyMap<string, StartNode>,
): string {
  const own =
    mpoId !== null && process.startsWith(`${mpoId}-`) ? process.slice(mpoId.length + 1) : `${process}-code`
  const id = as ?? own
  const problem = isProcessId(id) ? processNameProblem(id) : 'use kebab-case, at most 64 characters'
  if (problem !== null || /^\d/.test(id))
    throw new StartnodeError(
      'usage',
      `'${id}' is no id of a process in code${problem === null ? '' : `: ${problem}`}. Give another one: --as <process>`,
    )
  const isThere = startNodes.has(id) && !(force === true && startNodes.get(id)?.diagram === null)
  if (isThere && out !== undefined)
    throw new StartnodeError('usage', `There is a process '${id}' already: give another id, --as <process>`)
  return id
}

/** In a clone the sources of Startnode itself, as its own processes have them; else the package. */
function importsOf(out: string, process: string): Pick<ConversionOptions, 'from' | 'ending'> {
  const isClone = import.meta.url.endsWith('.ts')
  const from = {
    engine: 'process/task.ts',
    nodes: 'workflows/nodes/index.ts',
    startNode: 'start-node/start-node.ts',
  }
  if (!isClone)
    return { from: { engine: 'startnode', nodes: 'startnode/nodes', startNode: 'startnode' }, ending: 'js' }
  const folder = resolve(out, process)
  const source = (path: string) => {
    const file = fileURLToPath(new URL(`../../../${path}`, import.meta.url))
    return relative(folder, file).split(sep).join('/')
  }
  return {
    from: { engine: source(from.engine), nodes: source(from.nodes), startNode: source(from.startNode) },
    ending: 'ts',
  }
}

/** What a node of MPO names: the process that replaces it, or that was imported; an alias as it is. */
function processOf(conv: string, startNodes: ReadonlyMap<string, StartNode>): string | null {
  if (/^@[a-z0-9-]+$/.test(conv)) return conv
  if (startNodes.has(conv)) return conv
  const known = [...startNodes.values()].filter(({ replaces }) => replaces === conv)
  return (known.find(({ diagram }) => diagram === null) ?? known[0])?.process ?? null
}

async function write(
  { process, code, start }: Conversion,
  out: string,
  force: boolean,
): Promise<readonly string[]> {
  const folder = join(out, process)
  const files = [
    [join(folder, `${process}.ts`), code],
    [join(folder, `${process}.start.ts`), start],
  ] as const
  const there = files.map(([file]) => file).filter((file) => existsSync(file))
  if (there.length > 0 && !force)
    throw new StartnodeError(
      'usage',
      `${there.join(' and ')} would be overwritten: say --force, or give another --out or --as`,
    )
  for (const [file, text] of files) {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  return files.map(([file]) => file)
}

const ENDING = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

function print(output: Output, conversion: Conversion, files: readonly string[] | null): void {
  const { process, workflow, code, start, notes } = conversion
  if (files === null) {
    output.print(
      `// ${process}/${process}.ts\n${code}\n// ${process}/${process}.start.ts\n${start.trimEnd()}`,
    )
  } else for (const file of files) output.print(`Written: ${file}`)
  const ofKind = (kind: ConversionNote['kind']) => notes.filter((note) => note.kind === kind)
  tell(output, 'To be finished by hand:', ofKind('finish'))
  tell(output, 'Done in another way than the diagram does it:', ofKind('check'))
  output.note(
    `\nNext: export { ${workflow} } from './${process}/${process}.${ENDING}' in workflows/index.ts. The diagram stays as long as it has open tasks.`,
  )
}

function tell(output: Output, head: string, notes: readonly ConversionNote[]): void {
  if (notes.length === 0) return
  output.note(`\n${head}`)
  for (const { nodeId, title, what } of notes)
    output.note(nodeId === null ? `  ${what}` : `  '${title}' ${nodeId}: ${what}`)
}
