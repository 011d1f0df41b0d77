/** Requests, metrics and tasks over the admin API; and that none of it is on the port of the direct URLs. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client } from '@temporalio/client'
import express from 'express'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEventStream } from '../../src/admin/serve/open-event-stream.ts'
import { startAdmin } from '../../src/admin/start-admin.ts'
import type { RequestRow } from '../../src/receiver/receiver-log.ts'
import { createRequestMetrics } from '../../src/requests/request-metrics.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { parseUsers } from '../../src/users/parse-users.ts'
import { hashPassword } from '../../src/users/password-hash.ts'
import { findFreePort } from '../helpers/free-port.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { startTestReceiver } from '../receiver/running-receiver.ts'
import { type OpenAdmin, openAdmin, passwordOf } from './open-admin.ts'

let admin: OpenAdmin

beforeAll(async () => {
  admin = await openAdmin('admin-4')
})
afterAll(() => admin?.close())

function row(more: Partial<RequestRow> = {}): RequestRow {
  return {
    time: new Date().toISOString(),
    process: 'loan-approved',
    addressed: 'loan-approved',
    code: 'accepted',
    status: 200,
    reason: null,
    bytes: 10,
    durationMs: 3,
    taskId: null,
    source: '127.0.0.1',
    ...more,
  }
}

function log(one: RequestRow): void {
  admin.parts.requests.request(one)
  admin.parts.metrics.request(one)
}

test('requests are listed newest first and filtered', async () => {
  log(row())
  log(row({ code: 'access_denied', status: 403, process: null, addressed: null }))
  const all = (await admin.call('viewer', 'GET', '/requests')).body as { requests: { code: string }[] }
  expect(all.requests.map(({ code }) => code)).toEqual(['access_denied', 'accepted'])
  const refused = await admin.call('viewer', 'GET', '/requests?refused=true')
  expect(refused.body).toMatchObject({ requests: [{ code: 'access_denied', process: null }] })
  expect(await admin.call('viewer', 'GET', '/requests?refused=maybe')).toMatchObject({
    status: 400,
    body: { error: { problems: [{ path: '/query/refused' }] } },
  })
})

test('a reader follows requests as they come, only those it asked for', async () => {
  const end = new AbortController()
  const basic = Buffer.from(`viewer:${passwordOf('viewer')}`).toString('base64')
  const response = await fetch(`${admin.url}/admin/v1/requests/stream?refused=true&tail=1`, {
    headers: { authorization: `Basic ${basic}` },
    signal: end.signal,
  })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  let text = ''
  const reading = (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk as Uint8Array)
  })().catch(() => {})
  await waitFor('the tail', () => text.includes('access_denied'))
  log(row({ code: 'schema_mismatch', status: 422 }))
  log(row())
  await waitFor('the new one', () => text.includes('schema_mismatch'))
  expect(text).toMatch(/^id: \d+\nevent: request\ndata: \{"seq":/m)
  expect(text).not.toContain('"accepted"')
  end.abort()
  await reading
})

test('a reader that left while its log-in was checked holds no stream', async () => {
  const app = express()
  const ends: string[] = []
  app.get('/', (_, response) => {
    response.on('close', () => openEventStream(response).onClose(() => ends.push('told')))
  })
  const server = createServer(app).listen(0, '127.0.0.1')
  await waitFor('the server', () => server.listening)
  const gone = new AbortController()
  const { port } = server.address() as AddressInfo
  const asked = fetch(`http://127.0.0.1:${port}/`, { signal: gone.signal }).catch(() => {})
  await waitFor(
    'the request',
    () => new Promise<boolean>((resolve) => server.getConnections((_, count) => resolve(count > 0))),
  )
  gone.abort()
  await asked
  await waitFor('the end of the stream', () => ends.length > 0)
  await new Promise((resolve) => server.close(resolve))
})

test('metrics count by process and code, with a histogram, and no text of strangers', async () => {
  const { text, headers } = await admin.call('viewer', 'GET', '/metrics')
  expect(headers.get('content-type')).toContain('version=0.0.4')
  expect(text).toContain('startnode_accepted_total{process="loan-approved"} 2\n')
  expect(text).toContain('startnode_refused_total{code="access_denied"} 1\n')
  expect(text).toContain('startnode_answer_seconds_bucket{le="0.005"} 4\n')
  expect(text).toContain('startnode_answer_seconds_count 4\n')
  for (const line of text.trim().split('\n')) {
    expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"\\]*"(,\w+="[^"\\]*")*\})? [\d.e+-]+)$/)
  }
})

test('what a process replied is accepted, whatever its status; what went to quarantine on a 200 is not', () => {
  const metrics = createRequestMetrics()
  metrics.request(row({ status: 409 }))
  metrics.request(row({ status: 200, code: 'schema_mismatch' }))
  expect(metrics.ofProcess('loan-approved')).toMatchObject({ accepted: 1, refused: 1 })
  expect([...metrics.state().refused]).toEqual([['schema_mismatch', 1]])
})

test("the model of Mambu's breaker opens at 5 bad of 10, and begins anew", () => {
  const metrics = createRequestMetrics()
  const trips = () => metrics.state().breakerTrips.get('loan-approved')
  for (let count = 0; count < 4; count += 1) metrics.request(row({ durationMs: 501 }))
  expect(trips()).toBe(0)
  for (let count = 0; count < 6; count += 1) metrics.request(row())
  metrics.request(row({ status: 422, code: 'schema_mismatch' }))
  expect(trips()).toBe(0)
  for (let count = 0; count < 4; count += 1) metrics.request(row({ status: 422, code: 'schema_mismatch' }))
  expect(trips()).toBe(1)
  metrics.request(row({ durationMs: 501 }))
  expect(trips()).toBe(1)
})

test('tasks are listed by visibility and found by obj_id; none of another process', async () => {
  const { client } = admin.parts
  const { registerSearchAttributes } = await import('../../src/temporal/search-attributes.ts')
  await registerSearchAttributes(admin.parts.connection, admin.parts.namespace)
  const { MPO_PROCESS, MPO_TASK_ID } = await import('../../src/temporal/search-attributes.ts')
  const taskId = 'ab'.repeat(12)
  await waitFor('search attributes', async () => {
    await client.workflow.start('cardLost', {
      workflowId: `card-lost/t/${taskId}`,
      taskQueue: 'nobody',
      args: [{}],
      typedSearchAttributes: [
        { key: MPO_PROCESS, value: 'card-lost' },
        { key: MPO_TASK_ID, value: taskId },
      ],
    })
    return true
  })
  const listed = await waitFor('visibility', async () => {
    const { body } = await admin.call('viewer', 'GET', '/tasks?process=card-lost&state=running')
    const { tasks } = body as { tasks: { workflowId: string }[] }
    return tasks.length > 0 && tasks
  })
  expect(listed).toMatchObject([
    {
      workflowId: `card-lost/t/${taskId}`,
      outcome: 'task',
      status: 'RUNNING',
      process: 'card-lost',
      taskId,
      ref: null,
    },
  ])
  const soon = new Date(Date.now() + 60_000).toISOString()
  for (const [filter, count] of [
    [`startedFrom=${soon}`, 0],
    [`startedBefore=${soon}&startedFrom=2020-01-01T00:00:00Z`, listed.length],
  ] as const) {
    const { body } = await admin.call('viewer', 'GET', `/tasks?process=card-lost&state=running&${filter}`)
    expect((body as { tasks: unknown[] }).tasks).toHaveLength(count)
  }
  expect((await admin.call('viewer', 'GET', '/tasks?startedFrom=yesterday')).status).toBe(400)
  expect(
    (await admin.call('viewer', 'GET', "/tasks?process=x'%20OR%20MpoProcess%3D'card-lost")).body,
  ).toMatchObject({
    tasks: [],
  })
  expect(await admin.call('viewer', 'GET', `/tasks/${taskId}`)).toMatchObject({
    status: 200,
    body: { workflowId: `card-lost/t/${taskId}`, trace: null },
  })
  expect(await admin.call('viewer', 'GET', `/tasks/loan-approved/${taskId}`)).toMatchObject({
    status: 404,
    body: { error: { code: 'task_unknown' } },
  })
  await client.workflow.getHandle(`card-lost/t/${taskId}`).terminate('test')
})

test('with Temporal away a task can not be shown: 503, not 500', async () => {
  const connection = openPatientConnection({ address: `127.0.0.1:${await findFreePort()}` })
  const { namespace } = admin.parts
  const users = parseUsers(`bob:viewer:${await hashPassword('a password', { logN: 14, r: 8, p: 1 })}`)
  const away = { ...admin.parts, connection, client: new Client({ connection, namespace }) }
  const options = { port: 0, host: '127.0.0.1', users, production: true, stateDir: 'nowhere' }
  const log = pino({ level: 'silent' })
  const server = await startAdmin({ ...options, trustProxy: null, version: '0.0.0' }, away, log)
  const authorization = `Basic ${Buffer.from('bob:a password').toString('base64')}`
  const paths = [`/tasks/${'cd'.repeat(12)}`, '/tasks/loan-approved/L1']
  const answers = paths.map((path) => fetch(`${server?.url}/admin/v1${path}`, { headers: { authorization } }))
  for (const answer of await Promise.all(answers)) {
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ error: { code: 'temporal_unreachable' } })
  }
  await server?.stop()
  await connection.close()
})

test('without users nothing starts in production, and a port that is taken stops nobody: the log says so', async () => {
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
  const settings = {
    port: 0,
    host: '127.0.0.1',
    users: [],
    production: true,
    stateDir: 'nowhere',
    trustProxy: null,
    version: '0.0.0',
  }
  expect(await startAdmin(settings, admin.parts, log)).toBe(null)
  const users = parseUsers(`bob:viewer:${await hashPassword('a password', { logN: 14, r: 8, p: 1 })}`)
  const taken = { ...settings, users, port: Number(new URL(admin.url).port) }
  expect(await startAdmin(taken, admin.parts, log)).toBe(null)
  expect(lines).toHaveLength(2)
  expect(lines[0]).toContain('ADMIN_USERS and ADMIN_USERS_FILE name no user')
  expect(lines[1]).toContain('webhooks are accepted all the same')
})

test.each([true, false])(
  'nothing of it is on the port of the direct URLs (fast path %s)',
  async (fastPath) => {
    const receiver = await startTestReceiver(fastPath)
    for (const path of [
      '/admin/v1/processes',
      '/admin/v1/session',
      '/admin/v1/openapi.json',
      '/admin/v1/metrics',
      '/metrics',
    ]) {
      for (const method of ['GET', 'POST']) {
        const response = await fetch(`http://127.0.0.1:${receiver.port}${path}`, { method })
        expect([path, response.status]).toEqual([path, 404])
        expect(await response.json()).toMatchObject({ ops: { code: 'route_unknown' } })
      }
    }
    await receiver.stop()
  },
)
