/** The activity `apiCall` over real HTTP and HTTPS. */
import { execFileSync } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { ApplicationFailure } from '@temporalio/common'
import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { createApiCall } from '../../src/activities/api-call/api-call.ts'
import type { ApiAnswer, ApiCallInput } from '../../src/activities/api-call/api-call-input.ts'
import type { OpenVariable } from '../../src/settings/open-variables.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { type Answerer, type AnsweringServer, answerJson, startAnsweringServer } from './answering-server.ts'
import { callInput } from './call-input.ts'

const SECRET = 'tok-5ecret-9'
const VARIABLES: Readonly<Record<string, OpenVariable>> = {
  bank: {
    type: 'json',
    secret: true,
    value: JSON.stringify({ token: SECRET, user: 'mambu', quote: '"<&>' }),
  },
  pem: { type: 'raw', secret: false, value: '' },
}

let server: AnsweringServer
let answer: Answerer = (_request, response) => answerJson(response, { ok: true })

beforeAll(async () => {
  server = await startAnsweringServer((request, response) => answer(request, response))
})
afterAll(() => server?.stop())

const apiCall = createApiCall({
  variables: async () => ({ byName: (name) => VARIABLES[name] ?? null, byId: () => null }),
  responseSchemas: { score: z.object({ score: z.number() }) },
})

function inputOf(more: Partial<ApiCallInput> = {}): ApiCallInput {
  return callInput(`${server.url}/x`, { variables: ['bank'], ...more })
}

async function call(more: Partial<ApiCallInput> = {}, workflowType = 'asks'): Promise<ApiAnswer> {
  const environment = new MockActivityEnvironment({ workflowType }, { logger: new DefaultLogger('ERROR') })
  return (await environment.run(apiCall, inputOf(more))) as ApiAnswer
}

async function failureOf(more: Partial<ApiCallInput> = {}): Promise<ApplicationFailure> {
  const error = await call(more).catch((caught: unknown) => caught)
  if (error instanceof ApplicationFailure) return error
  throw new Error(`It did not fail as a node: ${String(error)}`)
}

test('no variable is put into a plain body, whatever stands in it', async () => {
  answer = (_request, response) => answerJson(response, {})
  const body = { name: '{{env_var[@bank].token}}', other: '{{env_var[' }
  await call({ method: 'POST', body, plainBody: true, headers: { 'x-user': '{{env_var[@bank].user}}' } })
  const sent = server.seen.at(-1)
  expect(JSON.parse(String(sent?.body))).toEqual(body)
  expect(sent?.headers['x-user']).toBe('mambu')
})

test('variables are put into URL, query, headers and body, and nowhere else', async () => {
  answer = (_request, response) => answerJson(response, [1, { a: null }])
  const { body, status, headers } = await call({
    method: 'POST',
    url: `${server.url}/users/{{env_var[@bank].user}}`,
    query: { q: '{{env_var[@bank].quote}}' },
    headers: { Authorization: 'Bearer {{env_var[@bank].token}}' },
    body: { token: '{{env_var[@bank].token}}', list: ['{{env_var[@bank].quote}}', 7] },
    idempotencyKey: true,
  })
  expect([status, body, headers['content-type']]).toEqual([200, [1, { a: null }], 'application/json'])
  const seen = server.seen.at(-1)
  expect(seen?.url).toBe('/users/mambu?q=%22%3C%26%3E')
  expect(seen?.headers).toMatchObject({
    authorization: `Bearer ${SECRET}`,
    'content-type': 'application/json',
    'x-startnode-task': 'ab'.repeat(12),
  })
  expect(seen?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/)
  expect(JSON.parse(seen?.body ?? '')).toEqual({ token: SECRET, list: ['"<&>', 7] })
})

test('the Idempotency-Key is the same in a retry and another in the next visit', async () => {
  answer = (_request, response) => answerJson(response, {})
  const write = { method: 'POST', body: {}, idempotencyKey: true } as const
  await call(write)
  await call(write)
  await call({ ...write, callId: 'ask/2' })
  const [first, again, next] = server.seen.slice(-3).map(({ headers }) => headers['idempotency-key'])
  expect(again).toBe(first)
  expect(next).not.toBe(first)
})

test('forms, XML and raw bodies are written as such, values escaped', async () => {
  answer = (_request, response) => answerJson(response, {})
  await call({ method: 'PUT', format: 'form', body: { a: '1 2', tags: ['x', '{{env_var[@bank].quote}}'] } })
  await call({ method: 'PUT', format: 'xml', body: '<a>{{env_var[@bank].quote}}</a>' })
  await call({ method: 'PUT', format: 'raw', body: 'plain', headers: { 'Content-Type': 'text/csv' } })
  expect(server.seen.slice(-3).map(({ headers, body }) => [headers['content-type'], body])).toEqual([
    ['application/x-www-form-urlencoded', 'a=1+2&tags=x&tags=%22%3C%26%3E'],
    ['application/xml; charset=utf-8', '<a>&quot;&lt;&amp;&gt;</a>'],
    ['text/csv', 'plain'],
  ])
  expect(await failureOf({ method: 'PUT', format: 'xml', body: {} })).toMatchObject({
    type: 'api_wrong_convert_param',
  })
})

test('answers are read by their content type', async () => {
  const read = async (type: string, body: string | Buffer) => {
    answer = (_request, response) => response.writeHead(200, type ? { 'content-type': type } : {}).end(body)
    return (await call()).body
  }
  expect(await read('application/problem+json', '"text"')).toBe('text')
  expect(await read('application/xml', '<a><b>1</b></a>')).toEqual({ a: { b: '1' } })
  expect(await read('application/x-www-form-urlencoded', 'a=1&b=2')).toEqual({ a: '1', b: '2' })
  expect(await read('text/plain; charset=utf-8', 'héllo')).toBe('héllo')
  expect(await read('image/png', Buffer.from([1, 2]))).toEqual({ base64: 'AQI=' })
  expect(await read('application/json', '')).toBe(null)
})

test('what is not valid JSON, or would lose digits, fails for good', async () => {
  answer = (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":1,}')
  expect(await failureOf()).toMatchObject({ type: 'api_no_valid_json', nonRetryable: true })
  answer = (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('12345678901234567890')
  expect(await failureOf()).toMatchObject({ type: 'api_no_valid_json', nonRetryable: true })
})

test.each([
  [500, 'api_fatal_error', 'hardware'],
  [503, 'api_fatal_error', 'hardware'],
  [429, 'api_fatal_error', 'hardware'],
  [408, 'api_fatal_error', 'hardware'],
  [400, 'api_bad_answer', 'software'],
  [404, 'api_bad_answer', 'software'],
  [302, 'api_bad_answer', 'software'],
])('a %i is %s, %s', async (status, type, kind) => {
  answer = (_request, response) => response.writeHead(status, { 'retry-after': '7' }).end(`no ${SECRET} here`)
  const failure = await failureOf({
    method: status === 302 ? 'POST' : 'GET',
    headers: { 'x-token': '{{env_var[@bank].token}}' },
  })
  expect(failure).toMatchObject({ type, nonRetryable: kind === 'software' })
  expect(failure.details?.[0]).toEqual({ kind, httpCode: status, answer: 'no {{env_var[@bank].token}} here' })
  expect(failure.nextRetryDelay).toBe(kind === 'hardware' ? 7_000 : undefined)
})

test('a time-out and a lost connection may be tried again', async () => {
  answer = () => {}
  expect(await failureOf({ timeoutMs: 100 })).toMatchObject({ type: 'api_expire_query', nonRetryable: false })
  answer = (_request, response) => response.destroy()
  expect(await failureOf()).toMatchObject({ type: 'api_bind_error', nonRetryable: false })
  expect(await failureOf({ url: 'http://127.0.0.1:1/' })).toMatchObject({ type: 'api_bind_error' })
})

test('an answer over the limit is cut off, also one that unpacks to more', async () => {
  answer = (_request, response) => response.end('x'.repeat(20_000))
  expect(await failureOf()).toMatchObject({ type: 'api_task_size_overflow_limit', nonRetryable: true })
  answer = (_request, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(20_000)))
  expect(await failureOf()).toMatchObject({ type: 'api_task_size_overflow_limit', nonRetryable: true })
  answer = (_request, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' }).end(gzipSync('ok'))
  expect((await call()).body).toBe('ok')
})

test('no private address is called unless it is allowed: by number, by name, in disguise, by redirect', async () => {
  const { port } = new URL(server.url)
  const before = server.seen.length
  for (const host of ['127.0.0.1', 'localhost', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254']) {
    const failure = await failureOf({ url: `http://${host}:${port}/`, allowPrivate: false })
    expect([host, failure.type, failure.nonRetryable]).toEqual([host, 'api_address_refused', true])
  }
  expect(server.seen.length).toBe(before)
})

test('redirects are followed for reads, and another origin sees none of the headers', async () => {
  const other = await startAnsweringServer((_request, response) => answerJson(response, { from: 'other' }))
  try {
    answer = (request, response) =>
      request.url === '/x'
        ? response.writeHead(302, { location: '/y' }).end()
        : response.writeHead(307, { location: `${other.url}/z` }).end()
    expect(await call({ headers: { 'x-token': '{{env_var[@bank].token}}' } })).toMatchObject({
      body: { from: 'other' },
    })
    expect(server.seen.slice(-2).map(({ headers }) => headers['x-token'])).toEqual([SECRET, SECRET])
    expect(JSON.stringify(other.seen)).not.toContain(SECRET)
    answer = (_request, response) => response.writeHead(302, { location: '/x' }).end()
    expect(await failureOf()).toMatchObject({ type: 'api_bad_answer' })
  } finally {
    await other.stop()
  }
})

test('a response schema gives what it knows, or fails with the places', async () => {
  answer = (_request, response) => answerJson(response, { score: 7, more: 'left out' })
  expect((await call({ response: 'score' })).body).toEqual({ score: 7 })
  answer = (_request, response) => answerJson(response, { score: 'seven' })
  expect(await failureOf({ response: 'score' })).toMatchObject({
    type: 'api_bad_res_data',
    message: expect.stringContaining('score:'),
  })
  expect(await failureOf({ response: 'other' })).toMatchObject({ type: 'api_wrong_convert_param' })
})

test('data can not draw out a variable that the call does not name', async () => {
  const before = server.seen.length
  const failure = await failureOf({
    method: 'POST',
    body: { name: '{{env_var[@bank].token}}' },
    variables: [],
  })
  expect(failure).toMatchObject({ message: expect.stringContaining("'bank'"), nonRetryable: true })
  expect(await failureOf({ method: 'POST', body: ['{{env_var'] })).toMatchObject({ nonRetryable: true })
  expect(server.seen.length).toBe(before)
})

test('a missing variable is named and tried again, since an operator can add it', async () => {
  const failure = await failureOf({ url: 'http://{{env_var[@none].url}}/', variables: ['none'] })
  expect(failure).toMatchObject({ type: 'api_wrong_convert_param', nonRetryable: false })
  expect(failure.message).toContain('{{env_var[@none].url}}')
})

test('what can not be sent fails for good and tells no secret', async () => {
  for (const more of [
    { url: 'not a url {{env_var[@bank].token}}' },
    { url: 'ftp://host/{{env_var[@bank].token}}' },
    { url: 'http://u:{{env_var[@bank].token}}@host/' },
    { headers: { 'x-a': 'b\r\nc: {{env_var[@bank].token}}' } },
  ]) {
    const failure = await failureOf(more)
    expect(failure).toMatchObject({ type: 'api_wrong_convert_param', nonRetryable: true })
    expect(`${failure.message}${failure.stack}${JSON.stringify(failure.details)}`).not.toContain(SECRET)
  }
})

test('requests are signed, by HMAC and as MPO does', async () => {
  answer = (_request, response) => answerJson(response, {})
  const write = { method: 'POST', body: { a: 1 } } as const
  await call({ ...write, sign: { scheme: 'hmac-sha256', secret: '{{env_var[@bank].token}}' } })
  const { headers = {}, body } = server.seen.at(-1) ?? {}
  const time = String(headers['x-signature-time'])
  expect(Math.abs(Number(time) - Date.now() / 1_000)).toBeLessThan(60)
  expect(headers['x-signature']).toBe(createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex'))
  await call({ ...write, sign: { scheme: 'mpo', secret: '{{env_var[@bank].token}}', convId: '12' } })
  const query = new URL(`http://x${server.seen.at(-1)?.url}`).searchParams
  const signed = `${query.get('conv_time')}${SECRET}${body}${SECRET}`
  expect(query.get('conv_signature')).toBe(createHash('sha1').update(signed).digest('hex'))
  expect(query.get('conv_id')).toBe('12')
})

test('Basic auth is sent', async () => {
  answer = (_request, response) => answerJson(response, {})
  await call({ basic: { user: '{{env_var[@bank].user}}', password: '{{env_var[@bank].token}}' } })
  const expected = Buffer.from(`mambu:${SECRET}`).toString('base64')
  expect(server.seen.at(-1)?.headers.authorization).toBe(`Basic ${expected}`)
})

test('no way in which an answer may repeat a secret gets it into a failure', async () => {
  answer = ({ headers }, response) =>
    response.writeHead(400).end(`${headers.authorization} ${JSON.stringify({ q: headers['x-q'] })}`)
  const failure = await failureOf({
    basic: { user: '{{env_var[@bank].user}}', password: '{{env_var[@bank].token}}' },
    headers: { 'x-q': '{{env_var[@bank].quote}}' },
  })
  expect(failure.details?.[0]).toMatchObject({ answer: 'Basic *** {"q":"{{env_var[@bank].quote}}"}' })
})

test('an answer that repeats secret variables keeps their references, in every way of writing; visible data stays', async () => {
  const pair = Buffer.from(`mambu:${SECRET}`).toString('base64')
  answer = ({ headers }, response) =>
    response
      .writeHead(200, { 'content-type': 'application/json', 'x-echo': String(headers.authorization) })
      .end(
        JSON.stringify({
          [SECRET]: [headers.authorization, Buffer.from(`>> ${SECRET}`).toString('base64')],
          url: `https://host/?t=${encodeURIComponent(SECRET)}`,
          user: 'mambu',
          amount: 8_400.5,
        }),
      )
  const { body, headers } = await call({
    basic: { user: '{{env_var[@bank].user}}', password: '{{env_var[@bank].token}}' },
  })
  const said = JSON.stringify({ body, headers })
  for (const form of [SECRET, pair, Buffer.from(SECRET).toString('base64').slice(4, -4)])
    expect(said).not.toContain(form)
  expect(headers['x-echo']).toBe('Basic ***')
  expect(body).toMatchObject({
    '{{env_var[@bank].token}}': ['Basic ***', expect.stringContaining('{{env_var[@bank].token}}')],
    url: 'https://host/?t={{env_var[@bank].token}}',
    user: 'mambu',
    amount: 8_400.5,
  })
})

test('a literal password is not quoted either', async () => {
  answer = ({ headers }, response) =>
    response
      .writeHead(400)
      .end(`${Buffer.from(String(headers.authorization).slice(6), 'base64')} ${headers.authorization}`)
  const failure = await failureOf({ basic: { user: 'mambu', password: 'written-in-code' } })
  expect(failure.details?.[0]).toMatchObject({ answer: 'mambu:*** Basic ***' })
})

test('no more calls of a node to one host run at once than it may', async () => {
  const waiting: (() => void)[] = []
  answer = (_request, response) => waiting.push(() => answerJson(response, {}))
  const calls = [1, 2, 3].map(() => call({ maxThreads: 2 }))
  await waitFor('two calls', () => waiting.length === 2)
  const other = call({ node: 'Another node', maxThreads: 2 })
  await waitFor('the call of the other node', () => waiting.length === 3)
  waiting.shift()?.()
  await waitFor('the third call', () => waiting.length === 3)
  for (const release of waiting) release()
  expect(await Promise.all([...calls, other])).toHaveLength(4)
})

test('nodes of two processes with one title are two nodes', async () => {
  const waiting: (() => void)[] = []
  answer = (_request, response) => waiting.push(() => answerJson(response, {}))
  const calls = ['asks', 'asksToo'].map((workflowType) => call({ maxThreads: 1 }, workflowType))
  await waitFor('both calls', () => waiting.length === 2)
  for (const release of waiting) release()
  await Promise.all(calls)
})

test('nor do more calls of all nodes to one host', async () => {
  const waiting: (() => void)[] = []
  answer = (_request, response) => waiting.push(() => answerJson(response, {}))
  const calls = Array.from({ length: 21 }, (_, index) => call({ node: `Node ${index}` }))
  await waitFor('as many as may', () => waiting.length === 20)
  for (const release of waiting.splice(0, 20)) release()
  await waitFor('the last one', () => waiting.length === 1)
  waiting[0]?.()
  expect(await Promise.all(calls)).toHaveLength(21)
})

test('a client certificate is shown to the server, and its authority is checked', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'startnode-tls-'))
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' })
  const pem = (name: string) => readFileSync(join(dir, name), 'utf8')
  for (const name of ['server', 'client'])
    openssl(
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-keyout', `${name}.key`, '-out', `${name}.crt`, '-subj', `/CN=${name}`],
      ...['-addext', 'subjectAltName=IP:127.0.0.1'],
    )
  let shown = ''
  const secure = await startAnsweringServer(
    (_request, response) => {
      const socket = response.socket as TLSSocket
      shown = String(socket.getPeerCertificate().subject?.CN)
      answerJson(response, {})
    },
    { key: pem('server.key'), cert: pem('server.crt'), requestCert: true, ca: pem('client.crt') },
  )
  try {
    const withCertificate = { url: secure.url, clientCertificate: pem('client.crt') + pem('client.key') }
    await call({ ...withCertificate, serverCa: pem('server.crt') })
    expect(shown).toBe('client')
    expect(await failureOf(withCertificate)).toMatchObject({ type: 'api_bind_error' })
  } finally {
    await secure.stop()
    rmSync(dir, { recursive: true })
  }
})
