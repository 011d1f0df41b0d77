/** A stretch of nodes as a function. */

import { labelNode } from '../name-node.ts'
import type { IndexedDiagram } from '../step/place.ts'
import { callOf, comment, indent, quote } from './code-text.ts'
import { type ConversionNote, type ConversionOptions, WIDTH } from './conversion.ts'
import type { Block, Blocks } from './make-blocks.ts'
import { errorWayOf, type NodeCourse, type TimeGuard } from './ways-of-node.ts'
import { writeIf } from './write-conditions.ts'
import { type EffectLogic, writeEffect } from './write-effect.ts'
import { writeSet } from './write-logic.ts'
import { writeValue } from './write-text.ts'
import type { DataTypes } from './write-types.ts'
import { check, milliseconds, type Writing } from './writing.ts'

/** What all blocks of a process share. */
export interface ProcessWriting {
  readonly diagram: IndexedDiagram
  readonly options: ConversionOptions
  readonly blocks: Blocks
  readonly types: DataTypes
  readonly used: Set<string>
  readonly notes: ConversionNote[]
  /** Blocks whose function takes nothing, since nothing in it looks at the task. */
  readonly unconcerned: Set<string>
}

/** The function of a block, with the type of its ways where that is long. */
export function writeBlock(all: ProcessWriting, block: Block): string[] {
  const ways = all.blocks.graph.get(block.name) ?? []
  const union = ways.map(quote).join(' | ')
  const result = ways.length > 1 ? union : 'void'
  const titles = block.courses
    .map(({ node }) => `'${comment(labelNode(node, all.diagram.isState))}'`)
    .join(', ')
  const body = block.courses.flatMap((course, at) =>
    writeCourse(all, course, at === block.courses.length - 1 && ways.length > 1),
  )
  const isConcerned = body.some((line) => /\brun\b/.test(line) && !line.trimStart().startsWith('//'))
  if (!isConcerned) all.unconcerned.add(block.name)
  const param = isConcerned ? 'run: Run' : ''
  const head = `async function ${block.name}(${param}): Promise<${result}> {`
  const doc = `/** ${titles} */`
  const docLines =
    doc.length <= WIDTH
      ? [doc]
      : [
          '/**',
          ...block.courses.map(({ node }) => ` * '${comment(labelNode(node, all.diagram.isState))}'`),
          ' */',
        ]
  if (head.length <= WIDTH) return [...docLines, head, ...indent(body), '}']
  const type = `After${block.name.charAt(0).toUpperCase()}${block.name.slice(1)}`
  return [
    ...unionOf(type, ways),
    '',
    ...docLines,
    `async function ${block.name}(${param}): Promise<${type}> {`,
    ...indent(body),
    '}',
  ]
}

export function unionOf(name: string, members: readonly string[]): string[] {
  const flat = `type ${name} = ${members.map(quote).join(' | ')}`
  return flat.length <= WIDTH
    ? [flat]
    : [`type ${name} =`, ...members.map((member) => `  | ${quote(member)}`)]
}

function writeCourse(all: ProcessWriting, course: NodeCourse, hasWays: boolean): string[] {
  const { node, logics, leaves } = course
  const title = labelNode(node, all.diagram.isState)
  const { options, types, used, notes } = all
  const writing: Writing = { options, node, title, types, used, notes }
  tellOddities(writing, course)
  const way = (to: string) => (hasWays ? `return ${quote((all.blocks.blockAt.get(to) as Block).name)}` : '')
  const effects = logics.filter((one): one is EffectLogic => one.kind !== 'if' && one.kind !== 'set')
  const last = leaves.kind === 'go' && hasWays ? [way(leaves.to)] : []
  if (effects.length === 0 && leaves.kind === 'wait' && logics.length === 0)
    return [
      ...writeDelay(writing, leaves.guards, title),
      ...(hasWays ? [way(leaves.guards[0]?.to ?? '')] : []),
    ]
  const wrapped = effects.length === 0
  const column = wrapped ? 4 : 2
  const lines = logics.flatMap((logic, at) => {
    if (logic.kind === 'if') {
      // Where all ways lead to one node, it makes no difference which is taken
      return hasWays ? writeIf(writing, logic.conditions, way(logic.to), `isMet${at + 1}`, column) : []
    }
    const onError = errorWayOf(logic)
    const work =
      logic.kind === 'set'
        ? writeSet(writing, logic)
        : { lines: writeEffects(writing, course, logic, effects, way), canFail: true }
    if (onError === null || !work.canFail) return work.lines
    const kind = logic.kind === 'unsupported' ? 'code' : logic.kind
    return [
      'try {',
      ...indent(work.lines),
      '} catch (error) {',
      `  mpo.fail(run, ${quote(kind)}, error)`,
      ...indent(way(onError) === '' ? [] : [way(onError)]),
      '}',
    ]
  })
  if (leaves.kind === 'wait')
    lines.push(
      ...writeDelay(writing, leaves.guards, 'Wait'),
      ...(hasWays ? [way(leaves.guards[0]?.to ?? '')] : []),
    )
  if (leaves.kind === 'stand') lines.push("return mpo.stand('Stand')")
  if (!wrapped) return [...lines, ...last]
  used.add('node')
  const body = [...lines, ...last]
  const isAsync = leaves.kind === 'wait' || leaves.kind === 'stand'
  const arrow = `${isAsync ? 'async ' : ''}() => {`
  const inner = body.length === 0 ? [`${arrow}}`] : [arrow, ...indent(body), '}']
  const call = callOf('node', [[quote(title)], inner], 8)
  const [first = '', ...rest] = call
  return [`${hasWays ? 'return' : 'await'} ${first}`, ...rest]
}

function writeEffects(
  writing: Writing,
  course: NodeCourse,
  logic: EffectLogic,
  effects: readonly EffectLogic[],
  way: (to: string) => string,
): readonly string[] {
  const index = effects.indexOf(logic)
  const title = index === 0 ? writing.title : `${writing.title} (${index + 1})`
  const [guard] = course.guards
  const timed = guard === undefined ? null : msOf(guard)
  if (guard !== undefined && timed === null) check(writing, `its time guard is ${guard.value}`)
  return writeEffect(
    writing,
    logic,
    title,
    guard === undefined || timed === null ? null : { ms: timed, late: way(guard.to) || 'return' },
  )
}

function writeDelay(writing: Writing, guards: readonly TimeGuard[], title: string): string[] {
  writing.used.add('delay')
  if (guards.length > 1) check(writing, 'of its time guards the first counts')
  const [guard] = guards
  if (guard === undefined) return []
  const ms = msOf(guard)
  if (ms !== null) return [`await delay(${quote(title)}, ${milliseconds(ms)})`]
  const moment = writeValue(guard.value, 'number', 0, true)
  const until = 'lines' in moment ? moment.lines.join(' ') : null
  if (until === null) check(writing, `it waits until ${guard.value}, which is not in the data`)
  return [`await delay(${quote(title)}, new Date(${until ?? 0} * 1_000))`]
}

function msOf({ value }: TimeGuard): number | null {
  return /^\d+(?:\.\d+)?$/.test(value) ? Math.round(Number(value) * 1_000) : null
}

function tellOddities(writing: Writing, { node, logics }: NodeCourse): void {
  if (node.stub.length > 0) check(writing, 'its stub is left out: the call is made')
  if (node.semaphors.some(({ kind }) => kind === 'count'))
    check(writing, 'its alert on the number of tasks is left out')
  const actions = logics.filter(({ kind }) => kind !== 'if' && kind !== 'set')
  if (actions.length > 1) check(writing, 'it has several actions, which stand in the trace one by one')
}

/** A call of the function of a block. */
export function callBlock({ unconcerned }: ProcessWriting, name: string): string {
  return `await ${name}(${unconcerned.has(name) ? '' : 'run'})`
}
