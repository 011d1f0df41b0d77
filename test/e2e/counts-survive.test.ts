/** Counts and log of requests after a receiver was killed with -9, after an orderly end, and over two receivers. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signAdminToken } from '../../src/users/admin-token.ts'
import { findFreePort } from '../helpers/free-port.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { type StackProcesses, type StackReceiver, startStackProcesses } from '../helpers/stack-processes.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

const PROCESS = 'loan-approved'
const SENT = 60
let stack: StackProcesses
let path: string
const receivers: { receiver: StackReceiver; admin: string }[] = []

/** Without what is known only when a delivery has its outcome: that may come later. */
interface Row {
  seq: number
  code: string
  taskId: string | null
  time: string
}

interface Counts {
  periods: { accepted: number; refused: number; keyless: number; answerMs: { count: number } }[]
  receivers: { isThis: boolean; asOf: string | null; away: string | null }[]
}

beforeAll(async () => {
  stack = await startStackProcesses({ temporal: temporalAddress(), namespace: 'counts' })
  await stack.addWorker()
  path = await stack.openDirectUrl(PROCESS)
  const ports = [await findFreePort(), await findFreePort()]
  const urls = ports.map((port) => `http://127.0.0.1:${port}`)
  for (const [at, port] of ports.entries()) {
    const env = { ADMIN_PORT: String(port), ADMIN_PEERS: urls.join(',') }
    receivers.push({ receiver: await stack.addReceiver(env), admin: urls[at] as string })
  }
}, 240_000)
afterAll(() => stack?.stop())

async function ask<Answer>(at: number, query: string): Promise<Answer> {
  const token = signAdminToken(Buffer.from(stack.signingKey, 'hex'), 'cli:test')
  const answer = await fetch(`${receivers[at]?.admin}/admin/v1${query}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Answer
}

async function counted(at: number, query = `/counts?process=${PROCESS}&last=3`) {
  const { periods, receivers: asked } = await ask<Counts>(at, query)
  const sum = (of: (period: Counts['periods'][number]) => number) =>
    periods.reduce((all, period) => all + of(period), 0)
  return {
    accepted: sum(({ accepted }) => accepted),
    refused: sum(({ refused }) => refused),
    keyless: sum(({ keyless }) => keyless),
    answered: sum(({ answerMs }) => answerMs.count),
    away: asked.filter(({ away }) => away !== null),
    asked,
  }
}

async function send(at: number, count: number): Promise<void> {
  const url = `${receivers[at]?.receiver.url}${path}`
  for (let n = 0; n < count; n++) {
    const answer = await fetch(url, { method: 'POST', body: loanBody(`LN-${at}-${Date.now()}-${n}`) })
    expect(answer.status).toBe(200)
  }
  const bad = await fetch(url, { method: 'POST', body: '{' })
  expect(bad.status).toBe(400)
}

test('after kill -9 all but the last second is counted, and the log is there', async () => {
  const [first] = receivers
  await waitFor(
    'the direct URL',
    async () => (await fetch(`${first?.receiver.url}${path}`, { method: 'POST', body: '{' })).status === 400,
  )
  await send(0, SENT)
  const before = await waitFor('all is counted', async () => {
    const now = await counted(0, `/counts?process=${PROCESS}&last=3`)
    return now.accepted === SENT ? now : null
  })
  const rows = async () =>
    (await ask<{ requests: Row[] }>(0, '/requests?limit=1000')).requests.map(
      ({ seq, code, taskId, time }) => ({
        seq,
        code,
        taskId,
        time,
      }),
    )
  const listed = await rows()
  // Counted is what the store holds a second later: the file is read by a receiver that starts.
  const folder = `${first?.receiver.stateDir}/requests`
  await waitFor('it is written', async () => {
    const { statSync } = await import('node:fs')
    return statSync(`${folder}/data.mdb`).mtimeMs > Date.parse(before.asked[0]?.asOf ?? '')
  })
  await first?.receiver.end('SIGKILL')
  await first?.receiver.start()
  const after = await waitFor('it answers', () => counted(0).catch(() => null))
  expect([after.accepted, after.refused, after.keyless, after.answered]).toEqual([
    before.accepted,
    before.refused,
    before.keyless,
    before.answered,
  ])
  expect((await rows()).slice(0, listed.length)).toEqual(listed)
  await send(0, 1)
  expect((await counted(0)).accepted).toBe(SENT + 1)
}, 120_000)

test('an orderly end loses nothing, not even what came a moment before', async () => {
  const [first] = receivers
  await send(0, 5)
  await first?.receiver.end()
  await first?.receiver.start()
  const after = await waitFor('it answers', () => counted(0).catch(() => null))
  expect(after.accepted).toBe(SENT + 6)
}, 120_000)

test('two receivers show one sum; when one is killed, its part stays, with its time', async () => {
  await send(1, 7)
  const total = SENT + 13
  for (const at of [0, 1]) {
    const sum = await counted(at)
    expect([sum.accepted, sum.away.length, sum.asked.length]).toEqual([total, 0, 2])
  }
  await receivers[0]?.receiver.end('SIGKILL')
  const alone = await counted(1)
  expect(alone.accepted).toBe(total)
  expect(alone.away).toHaveLength(1)
  expect(Date.parse(alone.away[0]?.asOf ?? '')).toBeLessThan(Date.now())
  await receivers[0]?.receiver.start()
  await waitFor('it is back', async () => {
    const again = await counted(1)
    return again.away.length === 0 && again.accepted === total
  })
}, 120_000)
