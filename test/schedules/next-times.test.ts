/** What we say a schedule would fire at is what Temporal then fires at: compared with real Schedules, paused. */
import { Client, Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nextTimes } from '../../src/schedules/next-times.ts'
import { temporalAddress } from '../helpers/temporal.ts'

const NAMESPACE = 'admin-schedules'
let connection: Connection
let client: Client

beforeAll(async () => {
  connection = await Connection.connect({ address: temporalAddress() })
  client = new Client({ connection, namespace: NAMESPACE })
})
afterAll(() => connection?.close())

const iso = (times: readonly (number | Date)[]) => times.map((time) => new Date(time).toISOString())

/** Temporal's next ten and ours, from the moment at which it made the Schedule. */
async function compare(
  spec: object,
  when: { cron: string } | { everyMs: number },
  timezone: string,
  id: string,
) {
  const handle = await client.schedule.create({
    scheduleId: id,
    spec,
    action: { type: 'startWorkflow', workflowType: 'nothing', workflowId: id, taskQueue: 'nobody' },
    state: { paused: true },
  })
  try {
    const { info } = await handle.describe()
    const theirs = iso(info.nextActionTimes)
    return { theirs, ours: iso(nextTimes(when, timezone, info.createdAt.getTime(), theirs.length)) }
  } finally {
    await handle.delete()
  }
}

const CRONS = [
  '0 6 * * 1-5',
  '*/15 * * * *',
  '5/20 8-10 * * *',
  '0 0 29 2 *',
  '30 4 1,15 * *',
  '0 6 1,15 * 5',
  '0 0 * * 7',
  '0 12 * jan,mar-may mon,FRI',
  '10-50/20 */6 * * *',
  '@monthly',
  '@weekly',
  '@hourly',
  // What the clocks skip and show twice, in 2027
  '30 2 28 3 *',
  '30 1-3 28 3 *',
  '30 2 31 10 *',
  '*/20 1-3 31 10 *',
  '30 1 7 11 *',
  '15 * 7 11 *',
  '30 2 14 3 *',
  '45 1-3 14 3 *',
]
const ZONES = [
  'UTC',
  'Europe/Paris',
  'America/New_York',
  'Asia/Kolkata',
  'America/St_Johns',
  'Pacific/Auckland',
]

test.each(ZONES)('cron in %s', async (timezone) => {
  for (const [index, cron] of CRONS.entries()) {
    const id = `next-${timezone.replace('/', '-')}-${index}`
    const { theirs, ours } = await compare({ cronExpressions: [cron], timezone }, { cron }, timezone, id)
    expect([cron, theirs.length > 0]).toEqual([cron, true])
    expect([cron, ours]).toEqual([cron, theirs])
  }
})

test('intervals, counted from 1970', async () => {
  for (const everyMs of [1_000 * 90, 1_800_000, 86_400_000, 7 * 86_400_000]) {
    const { theirs, ours } = await compare(
      { intervals: [{ every: everyMs }] },
      { everyMs },
      'UTC',
      `next-every-${everyMs}`,
    )
    expect([everyMs, ours]).toEqual([everyMs, theirs])
  }
})

test('a time that never comes is none, and what is no cron or no zone is refused', () => {
  expect(nextTimes({ cron: '0 0 31 2 *' }, 'UTC', Date.now(), 3)).toEqual([])
  expect(() => nextTimes({ cron: '0 6 * *' }, 'UTC', 0, 3)).toThrow("cron '0 6 * *': five fields are needed")
  expect(() => nextTimes({ cron: '0 6 * * *' }, 'Mars/Base', 0, 3)).toThrow('unknown time zone Mars/Base')
})
