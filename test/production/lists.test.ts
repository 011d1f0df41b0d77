/** The lists of console and admin API with 10,000 tasks of a process in PostgreSQL: complete, in order, and in time. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TaskRow } from '../../src/tasks/list-tasks.ts'
import {
  MPO_NODE,
  MPO_PROCESS,
  MPO_REF,
  MPO_TASK_ID,
  registerSearchAttributes,
} from '../../src/temporal/search-attributes.ts'
import { type OpenAdmin, openAdmin } from '../admin/open-admin.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeTask } from '../workflows/make-task.ts'

const NAMESPACE = 'production-lists'
const TASKS = 10_000
/** More at once would not be faster: server and database share the cores of a test machine. */
const AT_ONCE = 10
const PAGE = 200
const refOf = (number: number) => `LN-${String(number).padStart(5, '0')}`

interface Page {
  readonly tasks: readonly TaskRow[]
  readonly cursor: string | null
}

let admin: OpenAdmin
beforeAll(async () => {
  admin = await openAdmin(NAMESPACE)
  await registerSearchAttributes(admin.parts.connection, NAMESPACE)
  const numbers = Array.from({ length: TASKS }, (_, number) => number)
  // Without a worker they stay open, which is the heavier case: console lists open tasks
  const work = async () => {
    for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
      const ref = refOf(number)
      const task = makeTask('card-lost', {}, ref)
      const start = () =>
        admin.parts.client.workflow.start('cardLost', {
          workflowId: `card-lost/r/${ref}`,
          workflowIdConflictPolicy: 'USE_EXISTING',
          taskQueue: 'nobody',
          args: [task],
          typedSearchAttributes: [
            { key: MPO_PROCESS, value: 'card-lost' },
            { key: MPO_TASK_ID, value: task.taskId },
            { key: MPO_NODE, value: number % 2 === 0 ? 'Even' : 'Odd' },
            { key: MPO_REF, value: ref },
          ],
        })
      await waitFor(`${ref} is started`, start)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
})
afterAll(() => admin?.close())

async function list(query: string): Promise<Page> {
  const { status, body, text } = await admin.call('viewer', 'GET', `/tasks?${query}`)
  expect(status, text).toBe(200)
  return body as Page
}

test('each of 10,000 tasks is on exactly one page, the newest first', async () => {
  await waitFor('visibility has all', async () => {
    const { count } = await admin.parts.client.workflow.count('MpoProcess = "card-lost"')
    return count === TASKS
  })
  const refs = new Set<string | null>()
  const started: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: Page = await list(
      `process=card-lost&limit=${PAGE}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    )
    for (const { ref, startedAt } of page.tasks) {
      expect(refs.has(ref), `${ref} is listed once`).toBe(false)
      refs.add(ref)
      started.push(startedAt)
    }
    cursor = page.cursor
  }
  expect(refs.size).toBe(TASKS)
  expect(started).toEqual([...started].sort().reverse())
})

test('one of them is found by ref, by task id, by node', async () => {
  const ref = refOf(7_777)
  const [found] = (await list(`process=card-lost&ref=${ref}`)).tasks
  expect(found).toMatchObject({ ref, node: 'Odd', status: 'RUNNING' })
  expect((await list(`taskId=${found?.taskId}`)).tasks).toMatchObject([{ ref }])
  const even = await list('process=card-lost&node=Even&state=running&limit=100')
  expect(even.tasks).toHaveLength(100)
  expect(even.tasks.every(({ node }) => node === 'Even')).toBe(true)
})

test('the list of processes counts them', async () => {
  const counted = await waitFor('they are counted', async () => {
    const { body } = await admin.call('viewer', 'GET', '/processes')
    return JSON.stringify(body).includes(`"open":${TASKS}`) && body
  })
  expect(counted).toBeTruthy()
})
