/** What a diagram becomes compiles, is formatted as our own code, and says what it leaves to a person. */
import { execFile } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Conversion, ConversionOptions } from '../../../src/diagram/convert/conversion.ts'
import { convertDiagram } from '../../../src/diagram/convert/convert-diagram.ts'
import type { Diagram, DiagramNode, Logic } from '../../../src/diagram/diagram.ts'
import { readExport } from '../../../src/diagram/read/read-export.ts'

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url))
const FIXTURES = join(PROJECT, 'test/fixtures/diagrams')
/** Exports of others, where they lie beside the project. */
const OTHERS = join(PROJECT, '../shared/mpo-exports')
const BIN = join(PROJECT, 'node_modules', '.bin')
const WRITTEN = fileURLToPath(new URL('written/', import.meta.url))
const runFile = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'startnode-converted-'))
const converted = new Map<string, Conversion>()

const importsOf = (source: string): ConversionOptions['from'] => ({
  engine: `${source}process/task.ts`,
  nodes: `${source}workflows/nodes/index.ts`,
  startNode: `${source}start-node/start-node.ts`,
})

function read(file: string): readonly Diagram[] {
  return readExport([{ name: file, text: readFileSync(file, 'utf8') }]).processes.map(
    ({ diagram }) => diagram,
  )
}

function convert(diagram: Diagram, process: string, source: string): Conversion {
  return convertDiagram(diagram, {
    process,
    from: importsOf(source),
    processOf: (conv) => (/^@[a-z-]+$/.test(conv) ? conv : conv === '200' ? 'notify' : null),
  })
}

function keep(conversion: Conversion): void {
  const { process, code, start } = conversion
  converted.set(process, conversion)
  mkdirSync(join(folder, process), { recursive: true })
  writeFileSync(join(folder, process, `${process}.ts`), code)
  writeFileSync(join(folder, process, `${process}.start.ts`), start)
}

beforeAll(() => {
  for (const part of ['node_modules', 'src']) symlinkSync(join(PROJECT, part), join(folder, part))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  const folders = [join(FIXTURES, 'bank'), join(FIXTURES, 'first'), OTHERS]
  for (const dir of folders.filter((one) => existsSync(one)))
    for (const name of readdirSync(dir)) {
      if (!name.endsWith('.json')) continue
      for (const diagram of read(join(dir, name))) {
        // Refused by the command
        if (diagram.isState || diagram.start === '') continue
        const process = `p-${name
          .replace(/\.(?:conv\.)?json$/, '')
          .replaceAll('_', '-')
          .toLowerCase()}`
        keep(convert(diagram, process, '../src/'))
      }
    }
  keep(convert(hostile(), 'hostile', '../src/'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const output = (error: unknown) => {
  const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
  return `${stdout}${stderr}`
}

test('all diagrams but states: what they become passes tsc --strict', async () => {
  expect(converted.size).toBeGreaterThanOrEqual(existsSync(OTHERS) ? 45 : 23)
  const config = join(folder, 'tsconfig.json')
  const options = {
    noEmit: true,
    strict: true,
    types: ['node'],
    typeRoots: [join(PROJECT, 'node_modules/@types')],
  }
  const include = [...converted.keys()].map((process) => join(folder, process))
  writeFileSync(
    config,
    JSON.stringify({ extends: join(PROJECT, 'tsconfig.json'), compilerOptions: options, include }),
  )
  expect(await runFile(join(BIN, 'tsc'), ['-p', config]).catch(output)).toMatchObject({ stdout: '' })
})

test('and Biome would format it no other way', async () => {
  writeFileSync(
    join(folder, 'biome.json'),
    readFileSync(join(PROJECT, 'biome.json'), 'utf8').replace(/"vcs": \{[^}]*\},/, ''),
  )
  const formatted = await runFile(join(BIN, 'biome'), ['format', ...converted.keys()], { cwd: folder }).catch(
    output,
  )
  expect(formatted).toMatchObject({ stderr: expect.stringContaining('No fixes applied') })
})

test.each([
  ['first/4001-pay-fee', 'pay-fee'],
  ['bank/5002-score', 'score'],
  ['bank/6013-polls', 'polls'],
  ['bank/6014-rounds', 'rounds'],
])('%s is what stands in written/%s', (fixture, process) => {
  const [diagram] = read(join(FIXTURES, `${fixture}.conv.json`))
  const { code, start } = convert(diagram as Diagram, process, '../../../../../src/')
  expect(code).toBe(readFileSync(join(WRITTEN, process, `${process}.ts`), 'utf8'))
  expect(start).toBe(readFileSync(join(WRITTEN, process, `${process}.start.ts`), 'utf8'))
})

test('what code can not say is marked with the id of its node, and listed first', () => {
  const { code, notes } = converted.get('p-6009-scripts') as Conversion
  expect(notes[0]).toMatchObject({ kind: 'finish', what: 'its code, which stands above' })
  expect(code).toContain(`mpo.unfinished('${notes[0]?.nodeId}', 'its code, which stands above')`)
  expect(code).toContain('1 place is not finished')
  for (const { process, code: one, notes: all } of converted.values())
    for (const { kind, nodeId } of all)
      if (kind === 'finish' && process !== 'hostile') expect(one).toContain(`'${nodeId}'`)
})

test('a process that is known is called by its id, and the one of MPO is replaced', () => {
  const calls: Logic = {
    kind: 'copy',
    mode: 'create',
    target: { conv: '200', project: null, stage: null },
    ref: 'N-{{id}}',
    all: false,
    sync: false,
    fields: [{ key: 'text', value: "it's {{id}}", cast: 'string' }],
    onError: null,
  }
  const { code, start, notes } = convert(
    drawn([node('a', 'start', 'Tell `them`', [calls, { kind: 'go', to: 'z' }]), END]),
    'tell',
    '../',
  )
  expect(code).toContain("    'Tell `them`',\n    'notify',\n    {")
  expect(code).toContain(`text: \`it's \${mpo.text(run.data.id)}\`,`)
  expect(code).toContain(`ref: \`N-\${mpo.text(run.data.id)}\`,`)
  expect(start).toContain('replaces: 77,')
  expect(notes).toEqual([])
})

test('loops with two entrances become a switch that compiles to the same ways', () => {
  const below = (to: string, value: string): Logic => ({
    kind: 'if',
    to,
    conditions: [{ param: 'i', operator: 'less', value, cast: 'number' }],
  })
  const { code } = convert(
    drawn([
      node('a', 'start', 'Begin', [below('b', '1'), { kind: 'go', to: 'c' }]),
      node('b', 'normal', 'One', [{ kind: 'go', to: 'c' }]),
      node('c', 'normal', 'Two', [below('b', '9'), { kind: 'go', to: 'z' }]),
      END,
    ]),
    'both',
    '../',
  )
  expect(code).toContain("type At = 'begin' | 'one' | 'two' | 'done'")
  expect(code).toContain('at = await two(run)')
})

const END = node('z', 'end', 'Done', [])

function node(id: string, kind: DiagramNode['kind'], title: string, logics: readonly Logic[]): DiagramNode {
  return {
    id,
    kind,
    title,
    description: '',
    x: 0,
    y: 0,
    icon: '',
    savesTask: true,
    logics,
    semaphors: [],
    stub: [],
  }
}

function drawn(nodes: readonly DiagramNode[]): Diagram {
  const [start] = nodes
  return {
    mpoId: '77',
    title: 'Drawn',
    description: '',
    isState: false,
    active: true,
    masksRef: false,
    params: [],
    nodes,
    start: start?.id ?? '',
  }
}

/** Texts that would like to be code. */
function hostile(): Diagram {
  const evil = `*/ }\`\${process.exit()}'\u2028\n\\`
  const fields = [
    { key: evil, value: evil, cast: 'string' as const },
    { key: 'whole', value: `${evil}{{a}}${evil}`, cast: 'string' as const },
  ]
  const set: Logic = { kind: 'set', fields, onError: null }
  const script: Logic = { kind: 'code', language: 'js', source: `${evil}\r\n*/ exit()`, onError: null }
  const nodes = [
    node('a', 'start', evil, [set, { kind: 'go', to: 'b' }]),
    node("'b*/", 'normal', 'await', [script, { kind: 'go', to: 'z' }]),
    node('b', 'normal', evil, [{ kind: 'go', to: "'b*/" }]),
    END,
  ]
  const param = {
    ...{ name: 'a', type: 'string' as const, description: evil, required: true, input: true, output: false },
    ...{ autoClear: false, regex: evil, regexText: evil },
  }
  const names = ['client.name', 'client.address.city', 'client.ages', 'odd-name', 'list', 'data']
  const types = ['string', 'string', 'array', 'number', 'array', 'object'] as const
  const more = names.map((name, at) => ({
    ...{ ...param, name, type: types[at] ?? ('boolean' as const), regex: '' },
    required: at % 2 === 0,
  }))
  return { ...drawn(nodes), title: evil, mpoId: evil, params: [param, ...more] }
}
