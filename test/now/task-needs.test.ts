/** What tasks need somebody, from a real Temporal: each number is that of the list that its link leads to. */
import { Client, Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { queryOf, readFilter } from '../../src/console/pages/tasks/task-filter.ts'
import type { Need } from '../../src/now/need.ts'
import { readTaskNeeds } from '../../src/now/task-needs.ts'
import { countTasks } from '../../src/tasks/list-tasks.ts'
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { completeListed, startListed } from '../tasks/fill-list.ts'

const NAMESPACE = 'task-needs'
const QUEUE = 'now-rejects'
let connection: Connection
let client: Client

beforeAll(async () => {
  connection = await Connection.connect({ address: temporalAddress() })
  await registerSearchAttributes(connection, NAMESPACE)
  client = new Client({ connection, namespace: NAMESPACE })
})
afterAll(() => connection?.close())

const read = async (seen: string | null = null): Promise<Need[]> => {
  const parts = { client, startNodes: new Map(), seenAt: () => seen }
  const { needs, unknown } = await readTaskNeeds(parts, Date.now())
  expect([...unknown]).toEqual([])
  return needs
}

const listedOf = ({ link }: Need) => {
  const [, query] = (link ?? '').split('?')
  const filter = queryOf(readFilter(new URLSearchParams(query)), Date.now())
  return countTasks(client, Object.fromEntries(filter))
}

test('tasks of which nobody says why are told apart from those of a cause, also by the link', async () => {
  const all = { process: 'card-lost', state: 'retrying' } as const
  for (const cause of ['Slow 503', 'Slow 503', undefined])
    await startListed(client, { ...all, ref: crypto.randomUUID(), ...(cause === undefined ? {} : { cause }) })
  await startListed(client, { ...all, ref: 'spaced', node: ' Pay ', cause: 'Slow 503' })
  const needs = await waitFor('all are seen', async () => {
    const seen = await read()
    return seen.reduce((sum, { count }) => sum + (count ?? 0), 0) === 4 ? seen : null
  })
  expect(needs.map(({ count, cause, node }) => [count, cause, node]).sort()).toEqual([
    [1, null, 'Start'],
    [1, 'Slow 503', ' Pay '],
    [2, 'Slow 503', 'Start'],
  ])
  for (const need of needs) expect(await listedOf(need), need.link ?? '').toBe(need.count)
})

test('who is done with what they saw has not hidden what ended since', async () => {
  const rejected = { process: 'loan-lost', outcome: 'rejected', taskQueue: QUEUE } as const
  const need = async (count: number, seen: string | null = null) =>
    waitFor(`${count} rejected`, async () => {
      const found = (await read(seen)).find(({ kind }) => kind === 'rejected')
      return found?.count === count ? found : null
    })
  await startListed(client, rejected)
  await completeListed(client, QUEUE, 1)
  const { until } = await need(1)
  await startListed(client, rejected)
  await completeListed(client, QUEUE, 1)
  expect((await need(2)).until).not.toBe(until)
  const after = new Date(Date.parse(until ?? '') + 1).toISOString()
  expect(await listedOf(await need(1, after))).toBe(1)
})
