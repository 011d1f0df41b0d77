/**
 * Lists, counts, files and days of 10,000 and of 100,000 tasks on PostgreSQL: whole and right. How long each takes is printed, for
 * docs/performance.md. The tasks are rows of the visibility store, copied there from a few real ones.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts'
import { type OpenAdmin, openAdmin } from '../admin/open-admin.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { completeListed, type Listed, startListed } from '../tasks/fill-list.ts'
import { askDatabase } from './ask-database.ts'

const NAMESPACE = 'production-many'
const QUEUE = 'production-many'
const SIZES = { 'card-lost': 10_000, 'loan-approved': 100_000 } as const
type Process = keyof typeof SIZES
const PROCESSES = Object.keys(SIZES) as Process[]
/** Ten a process, each standing for a tenth: how they ended, or what they do. */
const ENDED: readonly (string | undefined)[] = ['approved', 'approved', 'approved', 'rejected', undefined]
const OPEN: readonly Partial<Listed>[] = [
  { state: 'waiting', cause: 'decision', node: 'Wait for approval' },
  { state: 'waiting', cause: 'webhook', node: 'Wait for the bank' },
  {},
  { fields: ['loan=A-7'] },
  { node: 'Pay' },
]
/** Apart, so that the copies fill the days of a week. */
const SECONDS_BETWEEN = (7 * 86_400) / (SIZES['loan-approved'] / 10)

let admin: OpenAdmin

beforeAll(async () => {
  admin = await openAdmin(NAMESPACE)
  await registerSearchAttributes(admin.parts.connection, NAMESPACE)
  for (const process of PROCESSES) {
    const type = process === 'card-lost' ? 'cardLost' : 'loanApproved'
    for (const [at, outcome] of ENDED.entries())
      await startListed(admin.parts.client, {
        process,
        type,
        taskQueue: QUEUE,
        ref: `E${at}`,
        ...(outcome === undefined ? {} : { outcome }),
      })
    await completeListed(admin.parts.client, QUEUE, ENDED.length)
    for (const [at, more] of OPEN.entries())
      await startListed(admin.parts.client, { process, type, ref: `O${at}`, ...more })
  }
  await waitFor('visibility has the ones they are copied from', async () => {
    const open = await admin.parts.client.workflow.count('MpoRef IS NOT NULL AND CloseTime IS NULL')
    const all = await admin.parts.client.workflow.count('MpoRef IS NOT NULL')
    return open.count === 10 && all.count === 20
  })
  for (const process of PROCESSES) await copyTasks(process)
  await askDatabase('ANALYZE executions_visibility')
})
afterAll(() => admin?.close())

/** Copies each of its ten, with ids, refs and times of their own. */
async function copyTasks(process: Process): Promise<void> {
  const columns = (
    await askDatabase(
      "SELECT column_name FROM information_schema.columns WHERE table_name = 'executions_visibility' AND is_generated = 'NEVER'",
    )
  ).split('\n')
  const shift = `n * interval '${SECONDS_BETWEEN} seconds'`
  const made: Readonly<Record<string, string>> = {
    run_id: 'md5(v.run_id || n)::uuid::text',
    workflow_id: "v.workflow_id || '-' || n",
    start_time: `v.start_time - ${shift}`,
    execution_time: `v.execution_time - ${shift}`,
    close_time: `v.close_time - ${shift}`,
    // Its ref is the end of its workflow id
    search_attributes: `replace(v.search_attributes::text, '"' || split_part(v.workflow_id, '/', 3) || '"', '"' || split_part(v.workflow_id, '/', 3) || '-' || n || '"')::jsonb`,
  }
  await askDatabase(
    `INSERT INTO executions_visibility (${columns.join(', ')})
     SELECT ${columns.map((column) => made[column] ?? `v.${column}`).join(', ')}
     FROM executions_visibility v, generate_series(1, ${SIZES[process] / 10 - 1}) n
     WHERE v.workflow_id LIKE '${process}/r/%'`,
  )
}

const printed: string[] = []
async function timed<T>(
  process: Process,
  what: string,
  path: string,
  role: 'viewer' | 'operator' = 'viewer',
) {
  const begun = performance.now()
  const { status, body, text } = await admin.call(role, 'GET', path)
  printed.push(`${SIZES[process]} tasks: ${what}: ${Math.round(performance.now() - begun)} ms`)
  expect(status, text.slice(0, 500)).toBe(200)
  return { body: body as T, text }
}
afterAll(() => process.stderr.write(`${printed.join('\n')}\n`))

interface Page {
  readonly tasks: readonly { readonly runId: string; readonly ref: string; readonly startedAt: string }[]
  readonly cursor: string
}

test.each(PROCESSES)('tasks of %s: pages, counts and finds are right', async (process) => {
  const size = SIZES[process]
  const count = async (query: string) =>
    (
      await timed<{ tasks: number }>(
        process,
        `count ${query || 'all'}`,
        `/tasks/count?process=${process}${query}`,
      )
    ).body.tasks
  expect(await count('')).toBe(size)
  expect(await count('&state=running')).toBe(size / 2)
  expect(await count('&state=waiting&cause=decision')).toBe(size / 10)
  expect(await count('&endedAs=rejected')).toBe(size / 10)
  const list = async (what: string, query: string) =>
    (await timed<Page>(process, what, `/tasks?process=${process}&limit=100${query}`)).body
  const first = await list('first page', '')
  const second = await list('next page', `&cursor=${encodeURIComponent(first.cursor)}`)
  const both = [...first.tasks, ...second.tasks]
  expect(new Set(both.map(({ runId }) => runId)).size).toBe(200)
  expect(both.map(({ startedAt }) => startedAt)).toEqual(
    both
      .map(({ startedAt }) => startedAt)
      .sort()
      .reverse(),
  )
  expect((await list('by outcome', '&endedAs=rejected')).tasks).toHaveLength(100)
  expect(
    (await list('by the beginning of a ref', '&find=E3-99')).tasks.every(({ ref }) =>
      ref.startsWith('E3-99'),
    ),
  ).toBe(true)
  expect((await list('by a whole ref', '&find=E3-987')).tasks.some(({ ref }) => ref === 'E3-987')).toBe(true)
  expect((await list('by a data field', '&find=loan%3DA-7')).tasks).toHaveLength(100)
  expect((await list('by a text that is nowhere', '&find=nowhere')).tasks).toEqual([])
})

test.each(PROCESSES)('tasks of %s: as a file, each on one line', async (process) => {
  const { text } = await timed(process, 'CSV', `/tasks/csv?process=${process}`)
  const lines = text.split('\r\n').slice(1, -1)
  expect(lines).toHaveLength(SIZES[process])
  expect(new Set(lines.map((line) => line.slice(line.lastIndexOf(',')))).size).toBe(SIZES[process])
})

test.each(PROCESSES)('tasks of %s: how they ended, by outcome and by day', async (process) => {
  const { body } = await waitFor('all are counted in time', async () => {
    const answer = await timed<{
      last7d: { endedAs: string; tasks: number }[] | null
      days: { day: string; ended: { tasks: number }[] | null }[]
    }>(process, 'outcomes and days', `/processes/${process}/outcomes`)
    const { last7d, days } = answer.body
    return last7d !== null && days.every(({ ended }) => ended !== null) && answer
  })
  await timed(process, 'outcomes and days again', `/processes/${process}/outcomes`)
  const total = (ended: readonly { tasks: number }[] | null) =>
    (ended ?? []).reduce((sum, { tasks }) => sum + tasks, 0)
  const ofDays = body.days.reduce((sum, { ended }) => sum + total(ended), 0)
  expect(ofDays).toBe(SIZES[process] / 2)
  expect(new Set(body.last7d?.map(({ endedAs }) => endedAs))).toEqual(new Set(['approved', 'rejected', '']))
})

test('a change of more than 10,000 is refused, one of 10,000 is prepared', async () => {
  const prepare = async (process: Process, filter: object) => {
    const begun = performance.now()
    const answer = await admin.call('operator', 'POST', '/bulks', {
      subject: 'tasks',
      filter: { process, ...filter },
      action: { do: 'cancel' },
    })
    printed.push(`${SIZES[process]} tasks: preview of a change: ${Math.round(performance.now() - begun)} ms`)
    return answer
  }
  expect(await prepare('loan-approved', {})).toMatchObject({
    status: 422,
    body: { error: { code: 'bulk_too_large' } },
  })
  expect(await prepare('card-lost', {})).toMatchObject({ status: 200, body: { total: 10_000 } })
  expect(await prepare('loan-approved', { endedAs: 'rejected' })).toMatchObject({ body: { total: 10_000 } })
})

test('the list of processes counts them', async () => {
  await timed('loan-approved', 'list of processes', '/processes')
  await waitFor('it is counted in time', async () => {
    const { text } = await admin.call('viewer', 'GET', '/processes')
    return text.includes(`"open":${SIZES['loan-approved'] / 2}`)
  })
})
