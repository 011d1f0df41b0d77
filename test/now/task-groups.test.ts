import { expect, test } from 'vitest'
import { queryOf, readFilter } from '../../src/console/pages/tasks/task-filter.ts'
import { groupTasks } from '../../src/now/group-tasks.ts'
import { isRejection } from '../../src/now/is-rejection.ts'
import { linkTo } from '../../src/now/link-to.ts'

const row = {
  process: 'a',
  node: 'Pay',
  cause: 'MambuError 503',
  endedAs: null,
  since: '2026-11-30T10:00:00.000Z',
  startedAt: '2026-11-30T09:00:00.000Z',
  closedAt: null,
}
const told = ({ cause, since }: { cause: string | null; since: string | null }) => ({ cause, since })

test('tasks at one node for one cause are one group, as old as the oldest', () => {
  const rows = [
    row,
    { ...row, since: '2026-11-30T08:00:00.000Z' },
    { ...row, since: null },
    { ...row, node: 'Book' },
    { ...row, cause: null },
  ]
  expect(groupTasks(rows, told)).toEqual([
    {
      process: 'a',
      node: 'Pay',
      cause: 'MambuError 503',
      count: 3,
      since: '2026-11-30T08:00:00.000Z',
      until: null,
    },
    { process: 'a', node: 'Book', cause: 'MambuError 503', count: 1, since: row.since, until: null },
    { process: 'a', node: 'Pay', cause: null, count: 1, since: row.since, until: null },
  ])
})

test('of what has ended the newest is known', () => {
  const closed = ['10', '12', '11'].map((hour) => ({ ...row, closedAt: `2026-11-30T${hour}:00:00.000Z` }))
  expect(groupTasks(closed, told)[0]).toMatchObject({ count: 3, until: '2026-11-30T12:00:00.000Z' })
})

test('an outcome is a refusal as the process declares, else by its first word', () => {
  const declares = { refusals: ['zu teuer'] }
  expect(isRejection('zu teuer', declares)).toBe(true)
  expect(isRejection('rejected', declares)).toBe(false)
  expect(isRejection('rejected', { refusals: [] })).toBe(false)
  expect(isRejection('rejected', { refusals: null })).toBe(true)
  for (const outcome of ['rejected', 'Rejected: no funds', 'unknown_transaction', 'timed-out', 'not found'])
    expect(isRejection(outcome, null), outcome).toBe(true)
  for (const outcome of ['approved', 'done', 'errorless', 'resumed', 'unknowable'])
    expect(isRejection(outcome, null), outcome).toBe(false)
})

test('a link leads to a page that filters by exactly that', () => {
  const link = linkTo('/tasks', {
    process: 'a',
    state: 'retrying',
    node: 'Pay & book',
    cause: 'MambuError 503',
    endedFrom: '2026-11-30T10:00:00.123Z',
  })
  const [, query] = link.split('?')
  const filter = readFilter(new URLSearchParams(query))
  expect(queryOf(filter, 0).get('endedFrom')).toBe('2026-11-30T10:00:00.123Z')
  expect(filter).toMatchObject({
    process: 'a',
    state: 'retrying',
    node: 'Pay & book',
    cause: 'MambuError 503',
  })
})
