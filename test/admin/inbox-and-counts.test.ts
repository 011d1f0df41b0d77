/** Inbox and counts over the admin API: listed, found, released, summed over receivers, and honest about one that is away. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AdminParts } from '../../src/admin/admin-parts.ts'
import { createPeers } from '../../src/admin/peers/ask-peers.ts'
import { startForwarder } from '../../src/forwarder/forwarder.ts'
import type { Forwarder } from '../../src/forwarder/forwarder-contract.ts'
import { type InboxWatch, watchInbox } from '../../src/forwarder/waiting/watch-inbox.ts'
import { type Inbox, openInbox } from '../../src/inbox/inbox.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import { KEYS } from '../helpers/open-settings.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeDelivery } from '../inbox/make-delivery.ts'
import { rowOf } from '../requests/use-store.ts'
import { type OpenAdmin, openAdmin } from './open-admin.ts'

const NOBODY = '127.0.0.1:1'
let dir: string
let first: OpenAdmin
let second: OpenAdmin
let inbox: Inbox
let forwarder: Forwarder
let watch: InboxWatch
let connection: ReturnType<typeof openPatientConnection>
const delivery = makeDelivery({ key: 'mambu-1', ref: 'LN-1' })

/** The second knows the first, and itself, as a list for all receivers names them. */
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'admin-inbox-'))
  inbox = await openInbox({ dir, mapBytes: 1 << 24, maxRecords: 1_000, maxPerProcess: 1_000 })
  await inbox.accept(delivery)
  await inbox.accept(makeDelivery({ process: 'card-lost', key: 'other' }))
  await inbox.accept(makeDelivery({ key: 'refused', ref: 'LN-2' }))
  await inbox.moveToStuck(3, { code: 'temporal_refused', message: 'INVALID_ARGUMENT: no' })
  connection = openPatientConnection({ address: NOBODY }, 300)
  const client = new StartClient({ connection, namespace: 'nowhere' })
  forwarder = startForwarder({ inbox, target: { client, taskQueue: 'nobody', deadlineMs: 300 } })
  watch = watchInbox({ inbox, forwarder, isPaused: () => false, everyMs: 50 })
  first = await openAdmin('admin-inbox-1', 'nobody', { parts: { inbox, forwarder, watch } })
  // A port that it gets only when it starts: the list is read at each call.
  const urls = [first.url]
  const peers = createPeers(urls, KEYS, 'second')
  second = await openAdmin('admin-inbox-2', 'nobody', { parts: { peers } })
  urls.push(second.url)
}, 60_000)
afterAll(async () => {
  watch?.end()
  await forwarder?.stop()
  await inbox?.close()
  await first?.close()
  await second?.close()
  await connection?.close()
  rmSync(dir, { recursive: true, force: true })
})

interface Listed {
  waiting: {
    seq: number
    process: string
    ref: string | null
    tries: number
    lastError: string | null
    waitsFor: string
  }[]
  next: number | null
}

test('what waits is listed with its tries and last error while Temporal is away, and no body or key is told', async () => {
  const listed = await waitFor('a try', async () => {
    const { body, text } = await first.call('viewer', 'GET', '/inbox/waiting')
    expect(text).not.toMatch(/mambu-1|amount/)
    const { waiting } = body as Listed
    return waiting.some(({ tries }) => tries > 0) ? waiting : null
  })
  expect(listed).toMatchObject([
    { seq: 1, process: 'loan-approved', ref: 'LN-1', waitsFor: 'temporal' },
    { seq: 2, process: 'card-lost', ref: null, waitsFor: 'temporal' },
  ])
  expect(listed.find(({ tries }) => tries > 0)?.lastError).toMatch(/UNAVAILABLE|DEADLINE/)
  const page = await first.call('viewer', 'GET', '/inbox/waiting?limit=1&after=1')
  expect(page.body).toMatchObject({ waiting: [{ seq: 2 }], next: 2 })
  expect((await first.call('viewer', 'GET', '/inbox/waiting?process=nobody')).body).toEqual({
    waiting: [],
    next: null,
  })
  expect((await first.call('viewer', 'GET', '/inbox/waiting?limit=100000')).status).toBe(400)
})

test('the state of the inbox has trend, time to drain and verdict, and nothing is guessed', async () => {
  const { body } = await first.call('viewer', 'GET', '/inbox')
  expect(body).toMatchObject({
    records: 2,
    stuck: 1,
    drain: { seconds: null, unknown: 'unreachable' },
    verdict: { level: expect.stringMatching(/calm|held/) },
  })
  const { trend } = (await first.call('viewer', 'GET', '/inbox/trend')).body as { trend: { held: number }[] }
  expect(trend.at(-1)?.held).toBe(2)
  expect((await second.call('viewer', 'GET', '/inbox')).body).toMatchObject({ mode: 'direct', drain: null })
})

test('what is put aside is listed, and an operator gives it another try', async () => {
  const stuck = await first.call('viewer', 'GET', '/inbox/stuck')
  expect(stuck.body).toMatchObject({
    waiting: [
      { seq: 3, ref: 'LN-2', waitsFor: 'somebody', lastError: 'temporal_refused: INVALID_ARGUMENT: no' },
    ],
    next: null,
  })
  expect((await first.call('viewer', 'POST', '/inbox/stuck/3/release')).status).toBe(403)
  expect((await first.call('operator', 'POST', '/inbox/stuck/9/release')).status).toBe(404)
  expect((await first.call('operator', 'POST', '/inbox/stuck/3/release')).status).toBe(204)
  expect(inbox.counts()).toMatchObject({ records: 3, stuck: 0 })
})

test('a delivery is found by obj_id, ref and delivery key, at another receiver too', async () => {
  for (const at of [first, second])
    for (const text of [delivery.taskId, 'LN-1', 'mambu-1']) {
      const { body } = await at.call('viewer', 'GET', `/inbox/find?text=${text}`)
      expect(body).toMatchObject({
        found: [
          { taskId: delivery.taskId, process: 'loan-approved', receiver: 'this', waitsFor: 'temporal' },
        ],
      })
    }
  const none = await second.call('viewer', 'GET', `/inbox/find?text=${delivery.taskId}&process=card-lost`)
  expect(none.body).toMatchObject({ found: [], receivers: [{ isThis: true }, { isThis: false, away: null }] })
})

test('each receiver tells how much it holds, and one knows it of all', async () => {
  const { body } = await second.call('viewer', 'GET', '/inbox/receivers')
  expect(body).toMatchObject({
    receivers: [
      { name: 'second', isThis: true, held: { records: 0, level: null } },
      {
        isThis: false,
        away: null,
        held: { records: 3, stuck: 0, level: expect.stringMatching(/calm|held/) },
      },
    ],
  })
})

interface Counts {
  periods: { from: string; accepted: number; refused: number; answerMs: { count: number } }[]
  refused: Record<string, number>
  receivers: { name: string; isThis: boolean; asOf: string | null; away: string | null }[]
}

test('counts are summed over receivers; one that ends is in them as it said last, and that is told', async () => {
  const log = (parts: AdminParts, times: number) => {
    for (let n = 0; n < times; n++) parts.metrics.request(rowOf())
    parts.metrics.request(rowOf({ process: null, code: 'access_denied', status: 403 }))
  }
  log(first.parts, 3)
  log(second.parts, 4)
  const counts = async (query = '') => (await second.call('viewer', 'GET', `/counts${query}`)).body as Counts
  const sum = ({ periods }: Counts) => periods.reduce((all, { accepted }) => all + accepted, 0)
  const both = await counts()
  expect([both.periods.length, sum(both), both.refused]).toEqual([24, 7, { access_denied: 2 }])
  expect(both.receivers).toMatchObject([
    { name: 'second', isThis: true },
    { isThis: false, away: null },
  ])
  expect(sum(await counts('?process=loan-approved&by=day&last=3'))).toBe(7)
  expect((await counts('?process=loan-approved')).refused).toEqual({})
  expect((await first.call('viewer', 'GET', '/counts')).body).toMatchObject({ receivers: [{ isThis: true }] })
  await first.stopServer()
  const after = await counts()
  expect(sum(after)).toBe(7)
  const [, gone] = after.receivers
  expect(gone?.away).toMatch(/ECONNREFUSED|fetch failed/)
  expect(Date.parse(gone?.asOf ?? '')).toBeLessThanOrEqual(Date.now())
  // What it never said is not guessed
  const never = await counts('?last=25')
  expect([sum(never), never.receivers[1]?.asOf]).toEqual([4, null])
  expect((await second.call('viewer', 'GET', '/inbox/find?text=LN-1')).body).toMatchObject({ found: [] })
})

test('an unusual share of repeats is told; nothing is while all is as ever', async () => {
  expect((await second.call('viewer', 'GET', '/counts/unusual')).body).toEqual({ unusual: [] })
})
