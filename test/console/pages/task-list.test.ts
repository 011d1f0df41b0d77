/** The list of tasks: what its filter means, and that it stays true while tasks come and end. */
import { expect, test } from 'vitest'
import type { TaskRow } from '../../../src/console/api/views.ts'
import { appendPage, mergeHead } from '../../../src/console/pages/tasks/merge-rows.ts'
import { isFiltered, queryOf, readFilter, writeFilter } from '../../../src/console/pages/tasks/task-filter.ts'

const NOW = Date.parse('2026-11-24T12:00:42.123Z')
const rows = (names: string, status = 'RUNNING') =>
  [...names].map((name) => ({ workflowId: name, runId: name, status }) as TaskRow)
const names = (list: readonly TaskRow[] | null) => list?.map(({ workflowId }) => workflowId).join('') ?? null
const read = (query: string, only?: string) => readFilter(new URLSearchParams(query), only)

test('a filter survives the URL, whatever stands in it', () => {
  const query = `process=loan-approved&q=${encodeURIComponent('50%41 <b>&=')}&state=failed&node=Wait+%2F+here&since=custom&from=2026-11-01T00%3A00&before=2026-11-02T00%3A00`
  const filter = read(query)
  expect(filter).toMatchObject({ text: '50%41 <b>&=', node: 'Wait / here', state: 'failed' })
  expect(read(writeFilter(filter).toString())).toEqual(filter)
  expect(writeFilter(read('since=24h', 'x'), 'x').toString()).toBe('since=24h')
})

test('what is no state and no time is not filtered by', () => {
  const filter = read('state=broken&since=toString&from=2026-11-01T00:00')
  expect(isFiltered(filter)).toBe(false)
  expect(queryOf(filter, NOW).toString()).toBe('')
})

test('what is typed is left to the server to understand; times are whole minutes in UTC', () => {
  expect(queryOf(read('q=+LN-1+&since=1h', 'loan-approved'), NOW).toString()).toBe(
    'process=loan-approved&find=LN-1&startedFrom=2026-11-24T11%3A00%3A00.000Z',
  )
  const between = queryOf(read('since=custom&from=2026-11-01T08:30&before=nonsense'), NOW)
  expect(between.get('startedFrom')).toBe(new Date('2026-11-01T08:30').toISOString())
  expect(between.has('startedBefore')).toBe(false)
})

test('how and when a task ended: an outcome, none, a span, one day', () => {
  expect(queryOf(read('outcome=rejected&ended=24h'), NOW).toString()).toBe(
    'endedAs=rejected&endedFrom=2026-11-23T12%3A00%3A00.000Z',
  )
  expect(queryOf(read('outcome=(none)&ended=2026-11-20'), NOW).toString()).toBe(
    'endedAs=&endedFrom=2026-11-20T00%3A00%3A00.000Z&endedBefore=2026-11-21T00%3A00%3A00.000Z',
  )
  expect(isFiltered(read('ended=2026-99-99'))).toBe(false)
})

test('node, outcome and cause are asked for as they are, also with a space at their end; so is that there is none', () => {
  const query = queryOf(read('state=failed&node=+Pay+&cause=a+&outcome=+'), NOW)
  expect(Object.fromEntries(query)).toEqual({ state: 'failed', node: ' Pay ', cause: 'a ' })
  const none = queryOf(read('state=failed&node=(none)&cause=(none)'), NOW)
  expect(Object.fromEntries(none)).toEqual({ state: 'failed', node: '', cause: '' })
})

test('a fresh beginning goes before what is known; what left it is gone, what it does not reach is kept', () => {
  expect(names(mergeHead([], rows('ab')))).toBe('ab')
  expect(names(mergeHead(rows('cdefgh'), rows('abcd')))).toBe('abcdefgh')
  expect(names(mergeHead(rows('abcdef'), rows('acd')))).toBe('acdef')
  const ended = mergeHead(rows('abc'), [...rows('a'), ...rows('b', 'COMPLETED')])
  expect(ended?.map(({ status }) => status)).toEqual(['RUNNING', 'COMPLETED', 'RUNNING'])
})

test('a beginning that does not reach what is known is told, since tasks between are not read', () => {
  expect(mergeHead(rows('xyz'), rows('abc'))).toBeNull()
})

test('a page comes at the end; a task that moved meanwhile stands once, as it was read last', () => {
  const list = appendPage(rows('abcd'), rows('befg', 'COMPLETED'))
  expect(names(list)).toBe('acdbefg')
  expect(list.find(({ workflowId }) => workflowId === 'b')?.status).toBe('COMPLETED')
})
