/** One rule says what a task is: lists, counts and searches all go by it. */
import { Client, Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { concealRef } from '../../src/process/ids/conceal-ref.ts'
import { fieldShownAs } from '../../src/start-node/fields-of.ts'
import { createTaskFinder, type TaskFinder, type Wanted } from '../../src/tasks/list/find-tasks.ts'
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { type Listed, startListed } from './fill-list.ts'

const NAMESPACE = 'task-lists'
const BARE = 'task-lists-bare'
const KEY = Buffer.alloc(32, 9)
const HIDDEN = 'client-onboarding'
/** `client-onboarding` conceals its refs, the others do not. */
const lookup = {
  processes: () => ['card-lost', 'loan-approved', HIDDEN],
  refInId: (process: string, ref: string) => (process === HIDDEN ? concealRef(KEY, process, ref) : ref),
  fieldShownAs: (process: string, name: string, value: string) =>
    fieldShownAs({ process, conceal: process === HIDDEN, find: {} }, name, value, KEY),
}
const hidden = (ref: string) => concealRef(KEY, HIDDEN, ref)

const OF = { process: 'card-lost' } as const
const LISTED: readonly Listed[] = [
  { ...OF, ref: 'LN-1', state: 'waiting', cause: 'approval', node: 'Wait for approval' },
  { ...OF, ref: 'LN-2', state: 'retrying', cause: 'MambuError 503', fields: ['loan=A1', 'amount=5'] },
  { ...OF, ref: 'LN_3' },
  { ...OF, ref: 'LX3%', end: 'terminate', outcome: 'rejected' },
  { ...OF, ref: 'what? "no" \\ way', end: 'terminate' },
  { process: 'loan-approved', ref: 'LN-9', fields: ['loan=A1'] },
  { process: 'loan-approved', ref: "it's'" },
  { process: HIDDEN, ref: hidden('passport 7'), fields: [`passport=${hidden('passport=77')}`] },
  // None of these is a task, and they carry the same attributes
  { ...OF, ref: 'LN-4', type: 'quarantinedDelivery', workflowId: 'card-lost/d/aaaaaaaaaaaaaaaaaaaaaaaa' },
  { ...OF, ref: 'LN-5', type: 'deliveryRecord', workflowId: 'card-lost/d/bbbbbbbbbbbbbbbbbbbbbbbb' },
  { ...OF, type: 'callbackRecord', workflowId: 'card-lost/d/cccccccccccccccccccccccc' },
  { ...OF, type: 'scheduledTask', workflowId: 'card-lost/s/at-2026-11-24T06:00:00Z' },
]

let connection: Connection
let client: Client
let finder: TaskFinder
const started = new Map<string, Awaited<ReturnType<typeof startListed>>>()

beforeAll(async () => {
  connection = await Connection.connect({ address: temporalAddress() })
  await registerSearchAttributes(connection, NAMESPACE)
  client = new Client({ connection, namespace: NAMESPACE })
  finder = createTaskFinder(client, lookup)
  for (const listed of LISTED)
    started.set(listed.ref ?? listed.workflowId ?? '', await startListed(client, listed))
  await waitFor('visibility has all', async () => {
    const { count } = await client.workflow.count('MpoProcess IS NOT NULL')
    const ended = await client.workflow.count("ExecutionStatus = 'Terminated'")
    return count === LISTED.length && ended.count === 2
  })
})
afterAll(() => connection?.close())

const refs = async (wanted: Wanted) => {
  const { tasks } = await finder.page(wanted, 50)
  expect(await finder.count(wanted), 'list and count say the same').toBe(tasks.length)
  const all: string[] = []
  for await (const page of finder.all(wanted, 1_000)) all.push(...page.map(({ runId }) => runId))
  expect(all, 'and so does what reads all').toEqual(tasks.map(({ runId }) => runId))
  return tasks.map(({ ref }) => ref).sort()
}

test('a list has tasks only: no entry in quarantine, no record, no firing', async () => {
  expect(await refs(OF)).toEqual(['LN-1', 'LN-2', 'LN_3', 'LX3%', 'what? "no" \\ way'])
  expect(await refs({ ...OF, state: 'running' })).toEqual(['LN-1', 'LN-2', 'LN_3'])
  expect(await refs({ state: 'running' })).toHaveLength(6)
})

test('each state lists those in it, and a row says what it does, why and since when', async () => {
  expect(await refs({ state: 'waiting' })).toEqual(['LN-1'])
  expect(await refs({ state: 'retrying' })).toEqual(['LN-2'])
  expect(await refs({ state: 'terminated' })).toEqual(['LX3%', 'what? "no" \\ way'])
  expect(await refs({ state: 'completed' })).toEqual([])
  expect((await finder.page({ state: 'retrying' }, 5)).tasks).toMatchObject([
    { doing: 'retrying', cause: 'MambuError 503', since: expect.stringContaining('2026'), endedAs: null },
  ])
})

test('tasks are filtered by outcome, by none, by cause, by node and by when they ended', async () => {
  expect(await refs({ ...OF, endedAs: 'rejected' })).toEqual(['LX3%'])
  expect(await refs({ ...OF, endedAs: '', state: 'terminated' })).toEqual(['what? "no" \\ way'])
  expect(await refs({ cause: 'MambuError 503' })).toEqual(['LN-2'])
  expect(await refs({ node: 'Wait for approval' })).toEqual(['LN-1'])
  const from = new Date(Date.now() - 3_600_000).toISOString()
  expect(await refs({ endedFrom: from })).toHaveLength(2)
  expect(await refs({ endedBefore: from })).toEqual([])
})

test.each([
  ['the beginning of a ref', 'LN-', ['LN-1', 'LN-2', 'LN-9'], 'ref'],
  ['signs that are patterns elsewhere', 'LN_', ['LN_3'], 'ref'],
  ['a percent sign', 'LX3%', ['LX3%'], 'ref'],
  ['letters that visibility can not look for', 'what? "no" \\ way', ['what? "no" \\ way'], 'ref'],
  ['the beginning of one with an apostrophe', "it's", ["it's'"], 'ref'],
  ['a ref that ends with an apostrophe', "it's'", ["it's'"], 'ref'],
  ['an apostrophe at the end, which Temporal leaves out', "LN-'", [], 'ref'],
  ['nothing but apostrophes', "''", [], 'ref'],
  ['a data field', 'loan=A1', ['LN-2', 'LN-9'], 'data field'],
  ['a workflow id', 'card-lost/r/LN-1', ['LN-1'], 'workflow id'],
  ['a workflow id of such letters', 'card-lost/r/what? "no" \\ way', ['what? "no" \\ way'], 'workflow id'],
  ['blanks around it', '  LN-9 ', ['LN-9'], 'ref'],
  ['nothing that is there', 'nobody', [], 'ref'],
  ['the end of a query', "x' OR MpoProcess != 'y", [], 'ref'],
])('found by %s', async (_, find, expected, kind) => {
  expect(await refs({ find })).toEqual(expected)
  expect((await finder.page({ find }, 1)).search?.kind).toBe(kind)
})

test('a task is found by its obj_id', async () => {
  const { taskId = '' } = started.get('LN-9') ?? {}
  expect(await refs({ find: taskId })).toEqual(['LN-9'])
  expect(await refs({ find: taskId, process: 'card-lost' })).toEqual([])
})

test('a concealed ref or field is found by the whole of it, and the answer says so', async () => {
  expect(await refs({ find: 'passport 7' })).toEqual([hidden('passport 7')])
  expect(await refs({ find: 'passport=77' })).toEqual([hidden('passport 7')])
  const { search, tasks } = await finder.page({ find: 'passport' }, 5)
  expect(tasks).toEqual([])
  expect(search?.told).toContain(`of ${HIDDEN}, where refs are concealed, only the whole ref is found`)
})

test('what matches and is no task stands beside: in quarantine, or not decided yet', async () => {
  const { tasks, beside } = await finder.page({ find: 'LN-4' }, 5)
  expect(tasks).toEqual([])
  expect(beside).toMatchObject([{ outcome: 'quarantine', ref: 'LN-4' }])
  expect((await finder.page({ find: 'LN-5' }, 5)).beside).toMatchObject([{ outcome: 'undecided' }])
  expect((await finder.page({ ...OF }, 5)).beside).toEqual([])
})

test('pages go on where the last one ended', async () => {
  const seen: (string | null)[] = []
  let cursor: string | undefined
  do {
    const page = await finder.page(OF, 2, cursor)
    seen.push(...page.tasks.map(({ ref }) => ref))
    cursor = page.cursor ?? undefined
  } while (cursor !== undefined)
  expect(new Set(seen).size).toBe(5)
  const some: string[] = []
  for await (const page of finder.all(OF, 3)) some.push(...page.map(({ runId }) => runId))
  expect(some).toHaveLength(3)
})

test('a namespace without the newer search attributes lists and finds all the same, and says what it lacks', async () => {
  await registerSearchAttributes(connection, BARE)
  const bare = new Client({ connection, namespace: BARE })
  await startListed(bare, { ...OF, ref: 'loan=A1' })
  await connection.operatorService.removeSearchAttributes({
    namespace: BARE,
    searchAttributes: ['MpoOutcome', 'MpoState', 'MpoCause', 'MpoSince', 'MpoFields'],
  })
  const ofBare = createTaskFinder(bare, lookup)
  await waitFor('the server knows them no more', async () => {
    const asked = ofBare.page({ state: 'retrying' }, 5).then(
      () => null,
      (error: Error) => error.message,
    )
    return (await asked)?.includes('no search attribute MpoState, so lists can not be filtered by it')
  })
  const found = await waitFor('it is listed', async () => {
    const page = await ofBare.page({ find: 'loan=A1' }, 5)
    return page.tasks.length === 1 && page
  })
  expect(found.tasks).toMatchObject([{ ref: 'loan=A1', doing: null, endedAs: null }])
  expect(found.search?.told).toContain('data fields are not kept in this namespace')
  expect(await ofBare.count({ ...OF, state: 'running' })).toBe(1)
})
