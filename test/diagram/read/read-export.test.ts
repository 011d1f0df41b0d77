/** Every shape of an export becomes one form. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { DiagramNode, Logic } from '../../../src/diagram/diagram.ts'
import { readDiagram, readExport } from '../../../src/diagram/read/read-export.ts'

const SHAPES = new URL('../../fixtures/exports/shapes/', import.meta.url)

const textOf = (name: string) => readFileSync(new URL(name, SHAPES), 'utf8')
const read = (...names: string[]) => readExport(names.map((name) => ({ name, text: textOf(name) })))

function readTree(folder: string) {
  const dir = new URL(`${folder}/`, SHAPES)
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.json'),
  )
  return readExport(names.sort().map((name) => ({ name, text: readFileSync(new URL(name, dir), 'utf8') })))
}

const every = read('every-logic.conv.json').processes[0]?.diagram
const nodeOf = (title: string) => every?.nodes.find((node) => node.title === title) as DiagramNode
const logicOf = (title: string) => nodeOf(title).logics[0] as Logic

test('an export of today is read without a problem, and a file with one process is kept whole', () => {
  const { processes, problems } = read('every-logic.conv.json')
  expect(problems).toEqual([])
  expect(processes).toHaveLength(1)
  expect(processes[0]).toMatchObject({
    text: textOf('every-logic.conv.json'),
    path: '',
    line: 1,
    parent: '12',
  })
  expect(every).toMatchObject({
    mpoId: '7001',
    title: 'Card limit: raise (v2)',
    isState: false,
    active: true,
    masksRef: false,
    start: '5a0000000000000000000001',
  })
})

test('parameters keep their path, type, flags and pattern', () => {
  expect(
    every?.params.map(({ name, type, required, input, output, autoClear, regex, regexText }) => [
      name,
      type,
      required,
      input,
      output,
      autoClear,
      regex,
      regexText,
    ]),
  ).toEqual([
    ['client.id', 'string', true, true, false, false, '^C', 'begins with C'],
    ['amount', 'number', false, true, false, true, '', ''],
    ['score', 'number', false, false, true, false, '', ''],
  ])
})

test('nodes keep their place to the digit, their icon and whether they keep the task', () => {
  expect(nodeOf('Tell').x).toBe(1.5)
  expect(nodeOf('Start').y).toBe(100)
  expect(nodeOf('Done')).toMatchObject({ kind: 'end', icon: 'success', savesTask: true })
  expect(nodeOf('Start').kind).toBe('start')
  expect(nodeOf('Start').savesTask).toBe(false)
  expect(every?.nodes.find(({ id }) => id.endsWith('30'))?.kind).toBe('escalation')
})

test('conditions, guards and delays are read as they count', () => {
  expect(logicOf('Check')).toEqual({
    kind: 'if',
    to: '5a0000000000000000000011',
    conditions: [
      { param: 'amount', operator: 'more', value: '100', cast: 'number' },
      { param: '{{state}}', operator: 'not_eq', value: '', cast: 'string' },
    ],
  })
  expect(nodeOf('Ask the bank').semaphors).toEqual([
    { kind: 'time', value: '30', dimension: 'sec', to: '5a0000000000000000000099' },
    { kind: 'count', value: 30, to: '5a0000000000000000000030' },
  ])
  // Ten of minutes: less than a minute of seconds can only be meant in minutes.
  expect(nodeOf('Delay').semaphors[0]).toMatchObject({ value: '600', dimension: 'min' })
})

test('an API Call has its method in capitals and its mapping, and nothing an old one lacks is missing', () => {
  expect(logicOf('Ask the bank')).toMatchObject({
    kind: 'api',
    method: 'GET',
    url: 'https://bank.example/api/cards/{{id}}',
    contentType: 'application/json',
    maxThreads: 5,
    rfc: true,
    sendSystem: false,
    response: [
      { key: 'header', value: '{{header}}', cast: 'object' },
      { key: 'body', value: '{{body}}', cast: 'object' },
    ],
    onError: '5a0000000000000000000030',
  })
})

test('keys that look like numbers keep their order', () => {
  const note = logicOf('Note')
  expect(note.kind === 'set' && note.fields.map(({ key }) => key)).toEqual(['10', '2', 'sum'])
})

test('calls, copies, callbacks, queues, sums and replies are read', () => {
  expect(logicOf('Score')).toEqual({
    kind: 'call',
    target: { conv: '@score', project: '31', stage: '@live' },
    all: true,
    fields: [{ key: 'limit', value: '10', cast: 'number' }],
    onError: '5a0000000000000000000030',
  })
  expect(logicOf('Tell')).toMatchObject({
    kind: 'copy',
    mode: 'modify',
    sync: true,
    all: false,
    ref: '{{id}}',
  })
  expect(logicOf('Wait')).toMatchObject({ kind: 'callback', idPath: 'task.id', sync: false })
  expect(logicOf('Take')).toMatchObject({ kind: 'take', newest: true, node: '5a0000000000000000000018' })
  expect(logicOf('Queue')).toMatchObject({
    kind: 'queue',
    fields: [{ key: 'prio', value: '1', cast: 'number' }],
  })
  expect(logicOf('Count')).toMatchObject({
    kind: 'sum',
    sums: [{ id: '1', name: 'paid', value: '{{amount}}' }],
  })
  expect(logicOf('Reply')).toMatchObject({
    kind: 'reply',
    names: ['score', 'paid'],
    throws: true,
    reason: 'no_score',
  })
  expect(logicOf('Script')).toMatchObject({ kind: 'code', language: 'js', source: 'data.total = 1;' })
})

test('a stub keeps its branches', () => {
  const { kind, stub } = nodeOf('Score')
  expect(kind).toBe('stub')
  expect(stub.map((branch) => branch.map((logic) => logic.kind))).toEqual([['if', 'reply'], ['reply']])
})

test('a folder of 2016 has params null, status actived, and each process as it stood in it', () => {
  const { processes, folders, problems } = read('folder-2016.json')
  expect(problems).toEqual([])
  expect(folders).toEqual([{ mpoId: '600', title: 'Cards', parent: null }])
  expect(
    processes.map(({ diagram, path }) => [diagram.mpoId, diagram.params.length, diagram.active, path]),
  ).toEqual([
    ['6001', 0, true, '/0'],
    ['6002', 1, true, '/2'],
  ])
  const whole = textOf('folder-2016.json')
  for (const { text } of processes) {
    expect(whole).toContain(text)
    expect(readDiagram(text, 'x').problems).toEqual([])
  }
  expect(processes.map(({ text }) => text.slice(0, 26))).toEqual([
    '{"obj_type":1,"obj_id":600',
    '{"obj_type":1,"obj_id":600',
  ])
})

test('a list of one, a byte order mark and line ends of Windows come back as they are', () => {
  for (const name of ['list-of-one.json', 'crlf-and-mark.json']) {
    const { processes, problems } = read(name)
    expect(problems).toEqual([])
    expect(processes[0]?.text).toBe(textOf(name))
    expect(readDiagram(textOf(name), name).diagram?.title).toBe('Card limit')
  }
})

test('what MPO gives by its API is the same process: logics at the top, a position, texts of JSON', () => {
  const { processes, problems } = read('api-form.json')
  expect(problems).toEqual([])
  const nodes = processes[0]?.diagram.nodes ?? []
  expect(nodes.map(({ id, x, y, kind }) => [id.at(-1), x, y, kind])).toEqual([
    ['1', 10, 20, 'start'],
    ['2', 10, 40, 'normal'],
    ['3', 10, 60, 'end'],
  ])
  expect(nodes[1]?.logics[0]).toMatchObject({
    kind: 'set',
    fields: [{ key: 'a', value: '{{b}}', cast: 'string' }],
  })
  expect(nodes[2]?.savesTask).toBe(true)
})

test('a state diagram says so, and its states wait', () => {
  const diagram = read('state-diagram.conv.json').processes[0]?.diagram
  expect(diagram).toMatchObject({ isState: true, masksRef: true })
  expect(diagram?.nodes.at(-1)?.logics).toEqual([{ kind: 'callback', idPath: '', sync: true, onError: null }])
})

test('the tree of a ZIP has stages, folders, aliases and variables beside its processes', () => {
  const tree = readTree('tree')
  expect(tree.problems).toEqual([])
  expect(tree.processes.map(({ diagram, file, parent }) => [diagram.mpoId, file, parent])).toEqual([
    ['7001', '611_Cards/7001_card-limit.conv.json', '611'],
    ['7002', '7002_score.conv.json', '610'],
  ])
  expect(tree.stages).toEqual([{ mpoId: '610', title: 'Live', parent: '31', name: 'live' }])
  expect(tree.folders).toEqual([{ mpoId: '611', title: 'Cards', parent: '610' }])
  expect(tree.aliases).toEqual([
    { name: 'score', title: 'Score', target: '7002', parent: '610' },
    { name: 'board', title: 'Board', target: null, parent: '610' },
  ])
  expect(tree.variables.map(({ name, type, secret, value }) => [name, type, secret, value])).toEqual([
    ['bank-url', 'raw', false, 'https://bank.example'],
    ['limits', 'json', false, '{"day":100}'],
    ['bank-key', 'raw', true, null],
  ])
})

test('variables may be listed by name, without a value', () => {
  expect(readTree('named-variables').variables).toEqual([
    { name: 'BANK_URL', description: 'Bank', type: 'raw', secret: false, value: null },
    { name: 'bank-key', description: 'Key', type: 'raw', secret: false, value: null },
  ])
})

test('keys that reach for a prototype are keys like others', () => {
  const text = `{"obj_type":1,"title":"t","__proto__":{"obj_id":1},"scheme":{"nodes":[
    {"id":"a","obj_type":0,"condition":{"logics":[{"type":"set_param","extra":{"__proto__":"x","constructor":"y"},"extra_type":{"__proto__":"string","constructor":"string"}}]}},
    {"id":"b","obj_type":0,"condition":{"logics":[{"type":"constructor"},{"type":"go_if_const","conditions":[{"param":"a","fun":"toString","const":""}]}]}}]}}`
  const { diagram, problems } = readDiagram(text, 'x.json')
  expect(diagram?.mpoId).toBeNull()
  expect(diagram?.nodes[0]?.logics[0]).toMatchObject({
    fields: [
      { key: '__proto__', value: 'x', cast: 'string' },
      { key: 'constructor', value: 'y', cast: 'string' },
    ],
  })
  expect(diagram?.nodes[1]?.logics[0]).toEqual({ kind: 'unsupported', type: 'constructor', onError: null })
  expect(problems.map(({ code }) => code)).toEqual(['operator_unknown'])
})
