/** The engine of changes of many: frozen, bounded, stopped, and each by itself. */
import { expect, test } from 'vitest'
import type { BulkPlan } from '../../src/bulk/bulk-view.ts'
import { createBulks, MAX_ITEMS } from '../../src/bulk/bulks.ts'
import { StartnodeError } from '../../src/errors/startnode-error.ts'
import { waitFor } from '../helpers/wait-for.ts'

const items = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: `t${at}`, told: `task ${at}` }))
const planOf = (count: number, perform: BulkPlan['perform']): BulkPlan => ({
  subject: 'tasks',
  action: 'cancel',
  by: 'api:bob',
  items: items(count),
  perform,
})

test('one that can not be done keeps no other from it, and a fault of ours tells nobody its words', async () => {
  const bulks = createBulks()
  const { id, first } = bulks.prepare(
    planOf(20, async (at) => {
      if (at === 3) throw new StartnodeError('task_refused', 'The task has ended')
      if (at === 5) throw new Error('canary')
    }),
  )
  expect(first).toHaveLength(10)
  bulks.start(id, 'api:bob')
  await waitFor('its end', async () => bulks.view(id).isOver)
  expect(bulks.view(id)).toMatchObject({ state: 'done', done: 18, failed: 2 })
  expect(bulks.failures(id)).toMatchObject([
    { id: 't3', code: 'task_refused', message: 'The task has ended' },
    { id: 't5', code: 'internal' },
  ])
  expect(JSON.stringify(bulks.failures(id))).not.toContain('canary')
})

test('stopped, it finishes what is under way and begins nothing else', async () => {
  const bulks = createBulks()
  const open: (() => void)[] = []
  const { id } = bulks.prepare(planOf(100, () => new Promise<void>((resolve) => open.push(resolve))))
  bulks.start(id, 'api:bob')
  await waitFor('four are under way', async () => open.length === 4)
  expect(bulks.stop(id)).toMatchObject({ state: 'stopped', isOver: false, done: 0 })
  for (const finish of open) finish()
  await waitFor('its end', async () => bulks.view(id).isOver)
  expect(bulks.view(id)).toMatchObject({ state: 'stopped', done: 4, failed: 0, total: 100 })
  expect(open).toHaveLength(4)
})

test('two changes of the same things never have one of them in hand at once', async () => {
  const bulks = createBulks()
  const open = new Set<number>()
  let met = 0
  const perform = async (at: number) => {
    if (open.has(at)) met += 1
    open.add(at)
    await new Promise((resolve) => setImmediate(resolve))
    open.delete(at)
  }
  const ids = [bulks.prepare(planOf(40, perform)).id, bulks.prepare(planOf(40, perform)).id]
  for (const id of ids) bulks.start(id, 'api:bob')
  await waitFor('their ends', async () => ids.every((id) => bulks.view(id).isOver))
  expect(met).toBe(0)
  expect(ids.map((id) => bulks.view(id).done)).toEqual([40, 40])
})

test('when Temporal is away it stops by itself, since all others would fail alike', async () => {
  const bulks = createBulks()
  const { id } = bulks.prepare(
    planOf(1_000, () => Promise.reject(new StartnodeError('temporal_unreachable', 'Temporal is away'))),
  )
  bulks.start(id, 'api:bob')
  await waitFor('its end', async () => bulks.view(id).isOver)
  expect(bulks.view(id)).toMatchObject({ state: 'stopped', why: 'Temporal is away', done: 0 })
  expect(bulks.view(id).failed).toBeLessThanOrEqual(4)
})

test('more than it takes is refused with what to do', () => {
  expect(() => createBulks().prepare(planOf(MAX_ITEMS + 1, async () => {}))).toThrow(/narrow the filter/)
})

test('only who prepared it starts it; not started, it is forgotten after a while', () => {
  let now = 0
  const bulks = createBulks({ now: () => now })
  const { id } = bulks.prepare(planOf(1, async () => {}))
  expect(() => bulks.start(id, 'api:eve')).toThrow(/only they start it/)
  expect(bulks.list()).toHaveLength(1)
  now = 16 * 60_000
  expect(() => bulks.start(id, 'api:bob')).toThrow(/prepare it again/)
  expect(bulks.list()).toEqual([])
})
