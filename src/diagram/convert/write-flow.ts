/** The course through the blocks: `if`, loops and jumps. */
import { labelNode } from '../name-node.ts'
import { indent, quote } from './code-text.ts'
import { WIDTH } from './conversion.ts'
import type { Block } from './make-blocks.ts'
import { type Case, ends, mentions, type Statement } from './statement.ts'
import { callBlock, type ProcessWriting, unionOf } from './write-block.ts'

interface Around {
  /** Header of the innermost loop. */
  readonly loop: string | null
  /** Columns before the statement. */
  readonly column: number
}

/** @returns the body of the workflow, without its indentation; types it needs stand before the function */
export function writeFlow(
  all: ProcessWriting,
  statements: readonly Statement[],
): { readonly types: readonly string[]; readonly body: readonly string[] } {
  const [first] = statements
  if (first?.kind === 'machine') return writeMachine(all, first.start)
  return { types: [], body: writeAll(all, statements, { loop: null, column: 2 }) }
}

function writeAll(all: ProcessWriting, statements: readonly Statement[], around: Around): string[] {
  return statements.flatMap((statement) => write(all, statement, around))
}

function write(all: ProcessWriting, statement: Statement, around: Around): string[] {
  switch (statement.kind) {
    case 'do':
      return [writeRun(all, statement.block)]
    case 'choose':
      return writeChoice(all, statement.block, statement.cases, around)
    case 'labelled': {
      const body = writeAll(all, statement.body, { ...around, column: around.column + 2 })
      return [`${statement.before}: {`, ...indent(body), '}']
    }
    case 'loop': {
      const { header, body } = statement
      const within = writeAll(all, body, { loop: header, column: around.column + 2 })
      const label = hasOuterJump(body, header) ? `${header}: ` : ''
      return [
        `${label}for (let round = 1; ; round += 1) {`,
        ...indent(['await mpo.turn(round)', ...within]),
        '}',
      ]
    }
    case 'leave':
      return [`break ${statement.to}`]
    case 'again':
      return [statement.to === around.loop ? 'continue' : `continue ${statement.to}`]
    case 'machine':
      throw new TypeError('A switch within a course')
  }
}

/** Whether a loop within this one goes on with this one. */
function hasOuterJump(body: readonly Statement[], header: string): boolean {
  return body.some((statement) => {
    if (statement.kind === 'loop') return mentions(statement.body, header, 'again')
    if (statement.kind === 'labelled') return hasOuterJump(statement.body, header)
    return statement.kind === 'choose' && statement.cases.some((one) => hasOuterJump(one.body, header))
  })
}

/** A block that has one way or none. */
function writeRun(all: ProcessWriting, name: string): string {
  const block = all.blocks.blocks.get(name) as Block
  if (block.kind === 'stretch') return callBlock(all, name)
  return `return ${writeEnd(all, block)}`
}

function writeEnd({ diagram }: ProcessWriting, block: Block): string {
  const [course] = block.courses
  if (course === undefined) throw new TypeError('A block without a node')
  const title = quote(labelNode(course.node, diagram.isState))
  if (block.kind === 'stand') return `mpo.stand(${title})`
  const cleared = diagram.params.filter(({ autoClear }) => autoClear).map(({ name }) => quote(name))
  const kept = cleared.length > 0 ? `mpo.kept(run.data, [${cleared.join(', ')}])` : 'run.data'
  const outcome = course.node.icon === 'error' ? "'error'" : "'success'"
  return `end(${outcome}, ${title}, ${course.node.savesTask ? kept : 'null'})`
}

function writeChoice(all: ProcessWriting, block: string, cases: readonly Case[], around: Around): string[] {
  const full = cases.filter(({ body }) => body.length > 0)
  if (full.length === 0) return [callBlock(all, block)]
  const { graph } = all.blocks
  // What ends needs no `else` behind it
  const ending = full.filter(({ body }) => ends(body, graph))
  const going = full.filter(({ body }) => !ends(body, graph))
  const rest = going.length === 0 && full.length === cases.length ? ending.pop() : undefined
  const chain = [...ending, ...going]
  const isSingle = chain.length === 1
  const subject = isSingle ? `(${callBlock(all, block)})` : `${block}Way`
  const branch = ({ to, body }: Case) => writeBranch(all, `if (${subject} === ${quote(to)})`, body, around)
  const lines = isSingle ? [] : [`const ${subject} = ${callBlock(all, block)}`]
  lines.push(...ending.flatMap(branch))
  const last = going.length > 1 && full.length === cases.length ? going.at(-1) : undefined
  const tested = last === undefined ? going : going.slice(0, -1)
  // The only one that is left needs no test
  if (tested.length === 1 && last === undefined && ending.length === cases.length - 1)
    return [...lines, ...writeAll(all, tested[0]?.body ?? [], around)]
  lines.push(
    ...writeElseChain(
      tested.map((one) => ({ head: `if (${subject} === ${quote(one.to)})`, body: one.body })),
      last?.body ?? null,
      all,
      around,
    ),
  )
  return rest === undefined ? lines : [...lines, ...writeAll(all, rest.body, around)]
}

function writeBranch(
  all: ProcessWriting,
  head: string,
  body: readonly Statement[],
  around: Around,
): string[] {
  const lines = writeAll(all, body, { ...around, column: around.column + 2 })
  const flat = `${head} ${lines[0]}`
  if (lines.length === 1 && around.column + flat.length <= WIDTH) return [flat]
  return [`${head} {`, ...indent(lines), '}']
}

function writeElseChain(
  tested: readonly { readonly head: string; readonly body: readonly Statement[] }[],
  otherwise: readonly Statement[] | null,
  all: ProcessWriting,
  around: Around,
): string[] {
  const within = (body: readonly Statement[]) =>
    indent(writeAll(all, body, { ...around, column: around.column + 2 }))
  const [only] = tested
  if (tested.length === 1 && otherwise === null && only !== undefined)
    return writeBranch(all, only.head, only.body, around)
  const lines = tested.flatMap(({ head, body }, at) => [
    `${at === 0 ? '' : '} else '}${head} {`,
    ...within(body),
  ])
  if (lines.length === 0) return []
  return [...lines, ...(otherwise === null ? [] : ['} else {', ...within(otherwise)]), '}']
}

function writeMachine(all: ProcessWriting, start: string): { types: string[]; body: string[] } {
  const { graph } = all.blocks
  const cases = [...graph].flatMap(([block, ways]) => {
    const [only] = ways
    const body =
      only === undefined
        ? [writeRun(all, block)]
        : ways.length === 1
          ? [callBlock(all, block), `at = ${quote(only)}`, 'break']
          : [`at = ${callBlock(all, block)}`, 'break']
    return [`case ${quote(block)}:`, ...indent(body)]
  })
  return {
    types: [...unionOf('At', [...graph.keys()]), ''],
    body: [
      '// The loops of the diagram have several entrances, so that no nesting of loops can say it',
      `let at: At = ${quote(start)}`,
      'for (let round = 1; ; round += 1) {',
      ...indent(['await mpo.turn(round)', 'switch (at) {', ...indent(cases), '}']),
      '}',
    ],
  }
}
