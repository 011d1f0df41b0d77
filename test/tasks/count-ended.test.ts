/** How tasks ended is counted by the rule of the list: each count is as long as the list it leads to. */
import { Client, Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEndedCounter, type EndedCount } from '../../src/tasks/list/count-ended.ts'
import { createTaskFinder } from '../../src/tasks/list/find-tasks.ts'
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { completeListed, startListed } from './fill-list.ts'

const NAMESPACE = 'task-lists'
const PROCESS = 'dunning'
const QUEUE = 'count-ended'
const lookup = {
  processes: () => [PROCESS],
  refInId: (_: string, ref: string) => ref,
  fieldShownAs: () => null,
}

let connection: Connection
let client: Client
beforeAll(async () => {
  connection = await Connection.connect({ address: temporalAddress() })
  await registerSearchAttributes(connection, NAMESPACE)
  client = new Client({ connection, namespace: NAMESPACE })
  for (const outcome of ['paid', 'paid', "it's odd 👩", undefined, undefined, undefined])
    await startListed(client, {
      process: PROCESS,
      type: 'dunning',
      taskQueue: QUEUE,
      ...(outcome ? { outcome } : {}),
    })
  await completeListed(client, QUEUE, 6)
  await startListed(client, { process: PROCESS, type: 'dunning', taskQueue: QUEUE, end: 'terminate' })
  await startListed(client, { process: PROCESS, type: 'dunning', taskQueue: QUEUE })
  await waitFor('visibility has all', async () => {
    const { count } = await client.workflow.count(`MpoProcess = '${PROCESS}' AND CloseTime IS NOT NULL`)
    return count === 7
  })
})
afterAll(() => connection?.close())

const soon = () => Date.now() + 20_000

test('each outcome is counted, those without one too, and every count is that of its list', async () => {
  const ended = await createEndedCounter(client).last(PROCESS, 24, soon())
  expect(ended).toEqual([
    { state: 'completed', endedAs: '', tasks: 3 },
    { state: 'completed', endedAs: 'paid', tasks: 2 },
    { state: 'completed', endedAs: "it's odd 👩", tasks: 1 },
    { state: 'terminated', endedAs: null, tasks: 1 },
  ])
  const finder = createTaskFinder(client, lookup)
  for (const { state, endedAs, tasks } of ended as EndedCount[])
    expect(await finder.count({ process: PROCESS, state, endedAs: endedAs ?? undefined })).toBe(tasks)
})

test('by day: today has them, the days before have none', async () => {
  const days = await createEndedCounter(client).byDay(PROCESS, 3, soon())
  expect(days.map(({ ended }) => (ended ?? []).reduce((sum, { tasks }) => sum + tasks, 0))).toEqual([0, 0, 7])
  expect(days[2]?.day).toBe(new Date().toISOString().slice(0, 10))
})

test('what is not counted in time is not known, and is asked for again', async () => {
  const counter = createEndedCounter(client)
  expect(await counter.last(PROCESS, 24, Date.now() - 1)).toBeNull()
  expect(await counter.last(PROCESS, 24, soon())).toHaveLength(4)
})
