/** The Webhook tab, `Try it` and what is counted, through a real receiver core and real tasks. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts'
import { EXAMPLE, type OpenAdmin, openAdmin } from '../admin/open-admin.ts'
import { waitFor } from '../helpers/wait-for.ts'

const NAMESPACE = 'admin-6'
const LOAN = '/processes/loan-approved'

let admin: OpenAdmin

beforeAll(async () => {
  admin = await openAdmin(NAMESPACE)
  await registerSearchAttributes(admin.parts.connection, NAMESPACE)
})
afterAll(() => admin?.close())

const tryLoan = (role: 'operator' | 'editor' | 'viewer', body: object) =>
  admin.call(role, 'POST', `${LOAN}/try`, body)

test('a process whose direct URL is off can not be tried, nor by somebody who only looks', async () => {
  expect(await tryLoan('operator', { body: EXAMPLE })).toMatchObject({
    status: 409,
    body: { error: { code: 'url_off' } },
  })
  expect((await tryLoan('viewer', { body: EXAMPLE })).status).toBe(403)
  expect(await admin.call('viewer', 'GET', `${LOAN}/webhook`)).toMatchObject({
    status: 200,
    body: { urls: null, curl: null },
  })
})

test('the webhook is shown with payload and curl, in full to editors only', async () => {
  await admin.call('editor', 'POST', `${LOAN}/enable`)
  await admin.call('editor', 'PUT', '/variables/hook', { value: 'the secret', format: 'raw', secret: true })
  await admin.call('editor', 'PUT', `${LOAN}/auth`, { type: 'basic', user: 'mambu', pass: 'let me in' })
  const { body } = await admin.call('editor', 'GET', `${LOAN}/webhook`)
  const shown = body as { urls: { json: string }; curl: string }
  expect(shown).toMatchObject({
    on: 'loan-approved',
    method: 'POST',
    contentType: 'application/json',
    credentials: { type: 'basic', user: 'mambu', pass: 'let me in' },
    headers: [
      { name: 'Content-Type', value: 'application/json' },
      { name: 'Authorization', value: `Basic ${Buffer.from('mambu:let me in').toString('base64')}` },
    ],
    template: { text: expect.stringContaining('{ACCOUNT_ID}') },
    problem: null,
  })
  expect(shown.curl).toContain(shown.urls.json)
  const masked = await admin.call('operator', 'GET', `${LOAN}/webhook?format=nvp`)
  expect(masked).toMatchObject({ body: { contentType: 'text/plain', credentials: { pass: '********' } } })
  expect(masked.text).not.toContain('let me in')
  expect(masked.text).not.toContain(Buffer.from('mambu:let me in').toString('base64'))
  expect(masked.text).not.toContain(shown.urls.json.split('/').at(-1))
  expect(await admin.call('viewer', 'GET', `${LOAN}/webhook?alias=none`)).toMatchObject({ status: 404 })
})

test('a test is a real task, marked as a test and left out of the counters', async () => {
  const before = admin.parts.metrics.ofProcess('loan-approved')
  const tried = await tryLoan('operator', { body: EXAMPLE })
  const { taskId, curl } = tried.body as { taskId: string; curl: string }
  expect(tried).toMatchObject({
    status: 200,
    body: { status: 200, taskId: expect.stringMatching(/^[0-9a-f]{24}$/) },
  })
  expect(curl).toMatch(/^curl -X POST .*\*{8}.* --data-binary /)
  expect(curl).not.toContain('let me in')
  const page = await admin.call('viewer', 'GET', `/tasks/one?workflowId=loan-approved/t/${taskId}`)
  expect(page.body).toMatchObject({ test: true, input: { loan: 'L1' }, taskId })
  expect(admin.parts.metrics.ofProcess('loan-approved')).toEqual(before)
  const { body } = await admin.call('viewer', 'GET', '/requests?test=true')
  expect(body).toMatchObject({ requests: [{ taskId, test: true, why: null, source: null }] })
  expect((await admin.call('viewer', 'GET', '/requests?test=false')).body).toEqual({ requests: [] })
  expect(tried.body).toMatchObject({ entryId: null })
  // Its body became a task and is kept nowhere else.
  const [row] = admin.parts.requests.list({ code: 'accepted' })
  expect(await admin.call('operator', 'POST', `/requests/${row?.seq}/replay`)).toMatchObject({ status: 404 })
})

test('a test that is refused and kept says under which id', async () => {
  const tried = await tryLoan('operator', { body: '{"loan":' })
  const { entryId } = tried.body as { entryId: string }
  expect(tried).toMatchObject({ body: { status: 400, taskId: null } })
  const entry = await waitFor('it is in quarantine', async () => {
    const found = await admin.call('operator', 'GET', `/quarantine/loan-approved/${entryId}`)
    return found.status === 200 && found
  })
  expect(entry.body).toMatchObject({ body: '{"loan":' })
  await admin.call('operator', 'POST', `/quarantine/loan-approved/${entryId}/discard`, { reason: 'a test' })
  expect(await tryLoan('editor', { body: EXAMPLE, credentials: false })).toMatchObject({
    body: { status: 401, entryId: null },
  })
})

test('a source list does not keep an operator out; missing credentials do', async () => {
  await admin.call('editor', 'PATCH', `${LOAN}/intake`, { sources: ['203.0.113.7'] })
  expect(await tryLoan('editor', { body: EXAMPLE })).toMatchObject({ body: { status: 200 } })
  expect(await tryLoan('editor', { body: EXAMPLE, credentials: false })).toMatchObject({
    body: { status: 401, taskId: null },
  })
})

test('a payload is filled as Mambu fills it and judged as the receiver judges it', async () => {
  const preview = (template: string, values: object) =>
    admin.call('viewer', 'POST', `${LOAN}/preview`, { template, values })
  expect(await preview('{"loan":"{ACCOUNT_ID}"}', { ACCOUNT_ID: 'L7' })).toMatchObject({
    status: 200,
    body: { text: '{"loan":"L7"}', status: 200, accepted: true, refusal: null },
  })
  expect(await preview('{"loan":{ACCOUNT_ID}}', {})).toMatchObject({
    body: {
      text: '{"loan":}',
      missing: ['ACCOUNT_ID'],
      status: 400,
      accepted: false,
      problems: [{ line: 1 }],
    },
  })
})

test('a payload that a few values would make huge, or that is huge itself, costs the receiver nothing', async () => {
  const preview = (template: string, values: object) =>
    admin.call('viewer', 'POST', '/processes/loan-approved/preview', { template, values })
  expect(await preview('{A}'.repeat(80_000), { A: 'x'.repeat(60_000) })).toMatchObject({
    status: 413,
    body: { error: { code: 'body_too_large' } },
  })
  expect((await preview('x'.repeat(300_000), {})).status).toBe(400)
  expect((await preview('{A}', { A: 'x'.repeat(70_000) })).status).toBe(400)
})

test('schema and examples help to write a body', async () => {
  expect(await admin.call('viewer', 'GET', `${LOAN}/schema`)).toMatchObject({
    status: 200,
    body: { schema: { type: 'object', properties: { loan: { type: 'string' } } } },
  })
  await tryLoan('editor', { body: '{"loan":"L2"}' })
  await waitFor('examples', async () => {
    const { body } = await admin.call('viewer', 'GET', `${LOAN}/examples`)
    const { examples } = body as { examples: { source: string; body: string }[] }
    return (
      examples[0]?.body === EXAMPLE &&
      examples.some(({ source, body }) => source === 'task' && body.includes('"L2"')) &&
      // The same data is one example, however many tasks came with it.
      examples.filter(({ source, body }) => source === 'task' && body.includes('"L1"')).length === 1
    )
  })
})

test('processes show open tasks, quarantine and requests by hour', async () => {
  expect(await tryLoan('editor', { body: '{"loan":7}' })).toMatchObject({ body: { status: 422 } })
  const counted = await waitFor('counts', async () => {
    const { body } = await admin.call('viewer', 'GET', '/processes')
    const { processes } = body as {
      processes: { process: string; quarantined: number; tasks: { open: number } }[]
    }
    const loan = processes.find(({ process }) => process === 'loan-approved')
    return (loan?.tasks?.open ?? 0) >= 2 && (loan?.quarantined ?? 0) >= 1 && loan
  })
  expect(counted).toMatchObject({
    tasks: { completed24h: 0, failed24h: 0 },
    answerMs: { count: 0, p50: null },
  })
  expect((counted as unknown as { hours: { accepted: number[] } }).hours.accepted).toEqual(
    new Array(24).fill(0),
  )
})

test('one stream tells of settings, requests, tasks and quarantine: the state first, then what changes', async () => {
  const end = new AbortController()
  const authorization = `Basic ${Buffer.from('viewer:the password of viewer').toString('base64')}`
  const response = await fetch(`${admin.url}/admin/v1/events`, {
    headers: { authorization },
    signal: end.signal,
  })
  let text = ''
  const reading = (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk as Uint8Array)
  })().catch(() => {})
  for (const kind of ['settings', 'requests', 'inbox', 'tasks', 'quarantine'])
    await waitFor(kind, () => text.includes(`event: ${kind}\n`))
  const told = text.length
  await tryLoan('editor', { body: EXAMPLE })
  await admin.call('editor', 'POST', `${LOAN}/pause`)
  await waitFor('the request', () => /event: requests\n/.test(text.slice(told)))
  await waitFor('the settings', () => /event: settings\n/.test(text.slice(told)))
  const ids = [...text.matchAll(/^id: (\S+)$/gm)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
  end.abort()
  await reading
})
