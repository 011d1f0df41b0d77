/** What a CSV file would start, and what each wrong line is told. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Diagram, Param } from '../../../src/diagram/diagram.ts'
import { readDiagram } from '../../../src/diagram/read/read-export.ts'
import { parseCsv } from '../../../src/import/load/parse-csv.ts'
import { planLoad } from '../../../src/import/load/plan-load.ts'

const HOLDS = '5f0050010000000000000200'
const text = readFileSync('test/fixtures/diagrams/bank/5001-limits.conv.json', 'utf8')
const param = (name: string, type: Param['type'], required = false): Param => ({
  ...{ name, type, required, description: '', input: true, output: false, autoClear: false },
  ...{ regex: '', regexText: '' },
})
const diagram: Diagram = {
  ...(readDiagram(text, 'limits').diagram as Diagram),
  params: [
    param('limit', 'number', true),
    param('open', 'boolean'),
    param('client.tags', 'array'),
    param('address', 'object'),
  ],
}

test('cells are texts, but for what the process declares; an empty one is no value', () => {
  const csv = `ref;limit;open;client.name;client.tags;address;note\r\nC1;500;true;Ada;"[""a"",1]";"{""zip"":""01""}";0012\r\nC2;0;;;;;\r\n`
  const { columns, tasks, problems } = planLoad(diagram, csv)
  expect(problems).toEqual([])
  expect(columns).toMatchObject({ ref: 0, node: null, data: null, skipped: [] })
  expect(tasks).toEqual([
    {
      line: 2,
      ref: 'C1',
      node: null,
      data: {
        limit: 500,
        open: true,
        client: { name: 'Ada', tags: ['a', 1] },
        address: { zip: '01' },
        note: '0012',
      },
    },
    { line: 3, ref: 'C2', node: null, data: { limit: 0 } },
  ])
})

test('a node is known by its id or its title', () => {
  const { tasks } = planLoad(diagram, `ref,limit,node_id\nC1,1,${HOLDS}\nC2,1,Holds\nC3,1,\nC4,1,Start\n`)
  const holds = { id: HOLDS, title: 'Holds' }
  expect(tasks.map(({ node }) => node)).toEqual([holds, holds, null, null])
})

test('a column data with JSON is all of it; what else there is is named and not taken', () => {
  const csv = 'task_id|REF|data|status\nt1|C1|{"limit":5,"n":{"a":[1]}}|processed\n'
  const { columns, tasks } = planLoad(diagram, csv)
  expect(columns.skipped).toEqual(['task_id', 'status'])
  expect(tasks).toMatchObject([{ ref: 'C1', data: { limit: 5, n: { a: [1] } } }])
  // A value like others, where it is no JSON
  expect(planLoad(diagram, 'ref,limit,data\nC1,1,plain\n').tasks[0]?.data).toEqual({
    limit: 1,
    data: 'plain',
  })
})

test('each wrong line is told what is wrong, with its number and ref', () => {
  const csv = [
    'ref,limit,open,address,node_id',
    ',1,,,',
    'C1,many,,,',
    'C2,,,,',
    'C3,1,yes,,',
    'C4,1,,,Elsewhere',
    'C5,1,,,Closed',
    'C6,1',
    `${'x'.repeat(200)},1,,,`,
    'C7,9007199254740993,,,',
    'C8,1,,"{""a"":1,""a"":2}",',
    'C9,"1,""b"":2",,,',
    '"two',
    'lines",1,,,',
    'C10,1,,,',
    'C10,1,,,',
  ].join('\n')
  const { tasks, problems } = planLoad(diagram, csv)
  expect(tasks.map(({ ref }) => ref)).toEqual(['C10'])
  expect(problems.map(({ line, ref, text: said }) => [line, ref, said])).toEqual([
    [2, null, 'the ref can not be used: it is empty'],
    [3, 'C1', 'limit is no number: many'],
    [4, 'C2', "Param: limit, Error: Key 'limit' is required"],
    [5, 'C3', 'open is no boolean: yes'],
    [6, 'C4', 'the process has no node Elsewhere'],
    [7, 'C5', 'Closed is an End: a task there is over'],
    [8, null, 'it has 2 cells, the first line has 5'],
    [9, null, 'the ref can not be used: it is longer than 128 bytes of UTF-8'],
    [10, 'C7', expect.stringContaining('would become 9007199254740992')],
    [11, 'C8', expect.stringContaining('stands twice')],
    [12, 'C9', 'limit is no number: 1,"b":2'],
    [13, null, 'the ref can not be used: it has a control character'],
    [16, 'C10', 'line 15 has this ref already'],
  ])
})

test.each([
  ['', 'export_unreadable', 'The CSV is empty'],
  ['id,limit\n1,2\n', 'usage', 'No column is called ref: say which one'],
  ['ref,a,a\n', 'usage', 'Two columns are called a'],
  ['ref,,a\n', 'usage', 'Column 2 has no name'],
  ['ref,__proto__\n', 'usage', 'A column can not be called __proto__'],
  ['ref,client.constructor.x\n', 'usage', 'A column can not be called client.constructor.x'],
  ['ref,a\nC1,"open\n\n', 'export_unreadable', 'in the record of line 2 a cell in quotes does not end'],
  ['ref,a\nC1,"a"b\n', 'export_unreadable', 'in the record of line 2 a cell goes on behind its quotes'],
])('%j is refused as a whole', (csv, code, message) => {
  expect(() => planLoad(diagram, csv)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  )
})

test('columns are named where their names do not say it', () => {
  const csv = 'client_id,where,limit,time\nC1,Holds,5,12:00\n'
  const plan = planLoad(diagram, csv, { ref: 'client_id', node: 'where', skip: ['time'] })
  expect(plan.tasks).toMatchObject([{ ref: 'C1', node: { title: 'Holds' }, data: { limit: 5 } }])
  expect(plan.columns.skipped).toEqual(['time'])
  expect(() => planLoad(diagram, csv, { ref: 'nowhere' })).toThrow(
    'No column is called nowhere. Columns: client_id, where, limit, time',
  )
})

test('a process that is no state diagram keeps its tasks in MPO', () => {
  expect(() => planLoad({ ...diagram, isState: false }, 'ref\nC1\n')).toThrow('is no state diagram')
})

test('a CSV is read as RFC 4180 says, with each separator, mark and line end', () => {
  expect(parseCsv('\ufeffa,b\r\n"1,""2""","x\r\ny"\r\n\r\n3,\r\n')).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['1,"2"', 'x\r\ny'] },
    { line: 5, cells: ['3', ''] },
  ])
  for (const separator of [';', '|', '\t'])
    expect(parseCsv(`a${separator}b${separator}c,d\r1${separator}2${separator},`)).toEqual([
      { line: 1, cells: ['a', 'b', 'c,d'] },
      { line: 2, cells: ['1', '2', ','] },
    ])
  expect(parseCsv('a;b,c\n1;2\n', ',')).toEqual([
    { line: 1, cells: ['a;b', 'c'] },
    { line: 2, cells: ['1;2'] },
  ])
})
