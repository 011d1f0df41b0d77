/** The file of a list: every row, nothing that a spreadsheet would run. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeCsv } from '../../src/tasks/list/write-csv.ts'
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { startListed } from '../tasks/fill-list.ts'
import { type OpenAdmin, openAdmin } from './open-admin.ts'

const NAMESPACE = 'task-csv'
const PROCESS = 'csv-of-tasks'
let admin: OpenAdmin
beforeAll(async () => {
  admin = await openAdmin(NAMESPACE)
  await registerSearchAttributes(admin.parts.connection, NAMESPACE)
})
afterAll(() => admin?.close())

test('what a spreadsheet would take for a formula is a text; commas, quotes and lines stay in their cell', () => {
  expect(writeCsv([['=1+1', '+1', '-1', '@SUM(A1)', '\tx', 'LN-1', null, 7]])).toBe(
    "'=1+1,'+1,'-1,'@SUM(A1),'\tx,LN-1,,7\r\n",
  )
  expect(writeCsv([['＝1+1', 'a;=1+1;b;-2', 'a\t@x', 'a;b', '\t=1', '']])).toBe(
    "'＝1+1,a;'=1+1;b;'-2,a\t'@x,a;b,\t'=1,\r\n",
  )
  expect(writeCsv([['a,b', 'say "no"', 'two\nlines', '=",']])).toBe(
    '"a,b","say ""no""","two\nlines","\'="","\r\n',
  )
})

test('the tasks of a filter come as a file, with what is asked in it and nothing else', async () => {
  const type = 'cardLost'
  const odd = `=HYPERLINK('x'),1`
  await startListed(admin.parts.client, {
    process: PROCESS,
    type,
    ref: odd,
    state: 'waiting',
    cause: 'decision',
  })
  await startListed(admin.parts.client, { process: PROCESS, type, ref: 'LN-2', end: 'terminate' })
  const csv = (query: string) => admin.call('viewer', 'GET', `/tasks/csv?process=${PROCESS}${query}`)
  const file = await waitFor('both are in it', async () => {
    const answer = await csv('')
    return answer.text.includes('terminated') && answer
  })
  expect(file.headers.get('content-disposition')).toBe('attachment; filename=tasks.csv')
  const lines = file.text.split('\r\n')
  expect(lines).toHaveLength(4)
  expect(lines[0]).toBe('process,ref,obj_id,state,outcome,cause,node,since,started,ended,workflow id,run id')
  expect(lines[1]).toMatch(
    /^csv-of-tasks,"'=HYPERLINK\('x'\),1",[0-9a-f]{24},waiting,,decision,Start,2026-11-01T/,
  )
  expect(lines[2]).toMatch(/^csv-of-tasks,LN-2,/)
  expect((await csv('&state=waiting')).text.split('\r\n')).toHaveLength(3)
  expect((await csv('&state=nonsense')).status).toBe(400)
})
