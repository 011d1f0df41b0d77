import { workflowTypeOf } from '../../process/ids/process-id.ts'
import type { Diagram } from '../diagram.ts'
import { labelNode } from '../name-node.ts'
import { indexDiagram } from '../step/place.ts'
import { comment, indent, quote } from './code-text.ts'
import { type Conversion, type ConversionNote, type ConversionOptions, WIDTH } from './conversion.ts'
import { makeBlocks } from './make-blocks.ts'
import { structureGraph } from './structure-graph.ts'
import { type ProcessWriting, writeBlock } from './write-block.ts'
import { writeFlow } from './write-flow.ts'
import { createDataTypes, writeInput, writeSchema } from './write-types.ts'

/** Names that the file has anyway. */
const TAKEN = ['run', 'task', 'end', 'mpo', 'round', 'at', 'z', 'startNode', 'Run', 'Data', 'At']
const NODES = [
  'apiCall',
  'callProcess',
  'copyTask',
  'modifyTask',
  'reply',
  'sum',
  'waitForCallback',
  'delay',
  'node',
]

/**
 * Writes a diagram as a process in code: a starting point that compiles. One function for each straight stretch of nodes, and the
 * course between them as `if` and loops.
 *
 * @param diagram without errors (`checkDiagram`)
 * @throws TypeError for a state diagram, which is no course of steps
 * @example
 * ```ts
 * const { code, start, notes } = convertDiagram(diagram, { process: 'pay-fee', from, processOf: () => null })
 * ```
 */
export function convertDiagram(diagram: Diagram, options: ConversionOptions): Conversion {
  if (diagram.isState) throw new TypeError('A state diagram keeps data and is no course of steps')
  const { process } = options
  const workflow = workflowTypeOf(process)
  const indexed = indexDiagram(diagram)
  const blocks = makeBlocks(indexed, [...TAKEN, ...NODES, workflow])
  const notes: ConversionNote[] = []
  const types = createDataTypes(diagram.params)
  const all: ProcessWriting = {
    diagram: indexed,
    options,
    blocks,
    types,
    used: new Set(),
    notes,
    unconcerned: new Set(),
  }
  const functions = [...blocks.blocks.values()]
    .filter(({ kind }) => kind === 'stretch')
    .map((block) => writeBlock(all, block))
  const flow = writeFlow(all, structureGraph(blocks.graph, blocks.start))
  if (flow.body.some((line) => line.includes('end('))) all.used.add('node')
  tellWhole(all)
  return {
    process,
    workflow,
    code: writeCode(all, workflow, functions, flow),
    start: writeStart(all, workflow),
    notes: [...notes].sort((a, b) => Number(a.kind === 'check') - Number(b.kind === 'check')),
  }
}

function writeCode(
  all: ProcessWriting,
  workflow: string,
  functions: readonly (readonly string[])[],
  flow: ReturnType<typeof writeFlow>,
): string {
  const { diagram, options, types, used, notes } = all
  const type = workflow.charAt(0).toUpperCase() + workflow.slice(1)
  const hasEnd = [...all.blocks.blocks.values()].some(({ kind }) => kind === 'end')
  const names = [
    'mpo',
    ...[...used, ...(hasEnd ? ['node'] : [])].filter((name, at, list) => list.indexOf(name) === at),
  ]
  const usesRun = flow.body.some((line) => /\brun\b/.test(line))
  const finish = notes.filter(({ kind }) => kind === 'finish').length
  const from = diagram.mpoId === null ? 'a process of MPO' : `the process ${comment(diagram.mpoId)} of MPO`
  const lines = [
    '/**',
    ` * ${comment(diagram.title) || options.process}, written from ${from} by \`startnode convert\`: a starting point.`,
    ...(finish > 0
      ? [
          ` * ${finish} ${finish === 1 ? 'place is' : 'places are'} not finished: look for \`mpo.unfinished\`.`,
        ]
      : []),
    ' */',
    `import type { Task } from ${quote(options.from.engine)}`,
    ...importOf(names.sort(byName), options.from.nodes),
    '',
    ...writeInput(`${type}Input`, diagram.params),
    '',
    ...(usesRun ? [...types.write(), '', 'type Run = mpo.Run<Data>', ''] : []),
    '/** Where the task ended, and with what. */',
    `export interface ${type}Result {`,
    "  readonly outcome: 'success' | 'error'",
    '  /** Title of the End node. */',
    '  readonly node: string',
    '  readonly data: mpo.Data | null',
    '}',
    '',
    ...flow.types,
    ...workflowHead(workflow, type, usesRun ? 'task' : '_task'),
    ...(usesRun ? ['  const run: Run = mpo.begin(task)'] : []),
    ...indent(flow.body),
    '}',
    ...functions.flatMap((one) => ['', ...one]),
    ...(hasEnd
      ? ['', ...endHead(type), '  return node(title, () => ({ outcome, node: title, data }))', '}']
      : []),
  ]
  return `${lines.join('\n')}\n`
}

function workflowHead(workflow: string, type: string, param: string): string[] {
  return headOf(
    `export async function ${workflow}`,
    [`${param}: Task<${type}Input>`],
    `Promise<${type}Result>`,
  )
}

function endHead(type: string): string[] {
  const params = [`outcome: ${type}Result['outcome']`, 'title: string', 'data: mpo.Data | null']
  return headOf('function end', params, `Promise<${type}Result>`)
}

function headOf(name: string, params: readonly string[], result: string): string[] {
  const flat = `${name}(${params.join(', ')}): ${result} {`
  if (flat.length <= WIDTH) return [flat]
  return [`${name}(`, ...indent(params.map((param) => `${param},`)), `): ${result} {`]
}

function importOf(names: readonly string[], from: string): string[] {
  const flat = `import { ${names.join(', ')} } from ${quote(from)}`
  return flat.length <= 110
    ? [flat]
    : ['import {', ...names.map((name) => `  ${name},`), `} from ${quote(from)}`]
}

function writeStart({ diagram, options }: ProcessWriting, workflow: string): string {
  const { process, from, ending = 'ts' } = options
  const hasReply = diagram.nodes.some(({ logics }) => logics.some(({ kind }) => kind === 'reply'))
  const [first = '', ...rest] = writeSchema(diagram.params)
  const schema = [`  input: ${first}`, ...indent(rest)]
  schema.push(`${schema.pop()},`)
  const isMpoId = diagram.mpoId !== null && /^\d{1,15}$/.test(diagram.mpoId)
  const lines = [
    "import { z } from 'zod'",
    `import { startNode } from ${quote(from.startNode)}`,
    `import type { ${workflow} } from ${quote(`./${process}.${ending}`)}`,
    '',
    `export default startNode<typeof ${workflow}>(${quote(process)}, {`,
    `  title: ${quote(diagram.title || process)},`,
    ...(isMpoId
      ? [
          '  // Calls, copies and reads by this id reach this process, no longer the diagram',
          `  replaces: ${diagram.mpoId},`,
        ]
      : []),
    ...schema,
    ...(hasReply ? ['  // A sender that waits for the reply says so: Prefer: wait=20'] : []),
    '})',
  ]
  return `${lines.join('\n')}\n`
}

const byName = (a: string, b: string) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)

function tellWhole({ diagram, blocks, notes }: ProcessWriting): void {
  const whole = (what: string) => notes.push({ kind: 'check', nodeId: null, title: null, what })
  if (diagram.params.some(({ regex }) => regex !== ''))
    whole(
      'regular expressions of parameters are those of JavaScript, which may take long; MPO searches, and so do they',
    )
  if (diagram.params.some(({ name, input }) => input && /[[\]\\{]/.test(name)))
    whole('parameters with brackets in their names are not in the schema')
  const written = new Set(
    [...blocks.blocks.values()].flatMap(({ courses }) => courses.map(({ node }) => node.id)),
  )
  for (const node of diagram.nodes)
    if (!written.has(node.id))
      notes.push({
        kind: 'check',
        nodeId: node.id,
        title: labelNode(node, false),
        what: 'no way leads to it: it is left out',
      })
  const replies = diagram.nodes.flatMap(({ logics }) => logics.filter(({ kind }) => kind === 'reply')).length
  if (replies > 1) whole('a task replies once: a second reply fails, where MPO drops it')
}
