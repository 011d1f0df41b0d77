import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { waitFor } from '../../helpers/wait-for.ts'
import { type OpenMambu, openMambu } from './open-mambu.ts'

let open: OpenMambu
let hooks: Server
let base: string
let status = 200
const received: { readonly body: string; readonly id: string; readonly authorization: string }[] = []

beforeAll(async () => {
  open = await openMambu()
  hooks = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { authorization = '', 'x-notifications-idempotency-key': id } = request.headers
    received.push({ body, id: String(id), authorization })
    response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => hooks.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(hooks.address() as AddressInfo).port}/`
})
afterAll(async () => {
  await open?.mambu.stop()
  hooks?.close()
})

test('only failed webhooks of our host in the time asked for are found, in pages, without secrets', async () => {
  const { mambu, call } = open
  const destination = `${base}api/1/json/public/loan/0a1b2c`
  const add = (more: object) => mambu.addFailedMessage({ destination, body: '{}', ...more })
  const at = (day: number) => ({ creationDate: `2026-11-0${day}T08:00:00Z` })
  for (const day of [3, 1, 2]) add(at(day))
  add({ ...at(1), destination: 'https://elsewhere.example/hook' })
  add({ ...at(1), type: 'SMS' })
  add({ ...at(1), state: 'SENT' })
  add(at(9))
  const search = { destination: base, from: '2026-11-01', to: '2026-11-05', limit: 2 }
  const first = await call.searchCommunications(search)
  expect(first).toMatchObject({
    total: 3,
    nextOffset: 2,
    items: [
      { ...at(1), state: 'FAILED', type: 'WEB_HOOK', destination: `${base}api/1/json/public/loan/` },
      at(2),
    ],
  })
  expect(JSON.stringify(first)).not.toContain('0a1b2c')
  expect(await call.searchCommunications({ ...search, offset: 2 })).toMatchObject({
    items: [at(3)],
    nextOffset: null,
  })
})

test('a resend really sends the body, with a new id; a retry of the node asks once', async () => {
  const { mambu, call, write } = open
  const authorization = 'Basic bWFtYnU6eA=='
  const message = mambu.addFailedMessage({
    destination: `${base}hook`,
    body: '{"loan":"LN7"}',
    headers: { authorization },
  })
  const input = { ...write('Resend'), keys: [message.encodedKey] }
  received.length = 0
  await call.resendCommunications(input)
  await call.resendCommunications(input)
  await waitFor('the webhook is sent', () => message.state === 'SENT')
  expect(received).toEqual([
    { body: '{"loan":"LN7"}', id: expect.stringMatching(/^[0-9a-f-]{36}$/), authorization },
  ])
})

test('a resend that is refused again is found again', async () => {
  const { mambu, call, write } = open
  const message = mambu.addFailedMessage({ destination: `${base}again`, body: '{}' })
  status = 503
  await call.resendCommunications({ ...write('Resend'), keys: [message.encodedKey] })
  await waitFor('it failed again', () => message.failureCause === '503')
  expect(await call.searchCommunications({ destination: `${base}again` })).toMatchObject({
    items: [{ key: message.encodedKey, failureReason: 'INVALID_HTTP_RESPONSE', failureCause: '503' }],
  })
})

test('messages are read one by one; what Mambu does not know is left out', async () => {
  const { mambu, call } = open
  const message = mambu.addFailedMessage({ destination: `${base}one/secret`, body: '{"name":"secret"}' })
  const read = await call.readCommunications(['unknown', message.encodedKey])
  expect(read).toMatchObject([{ key: message.encodedKey, state: 'FAILED', destination: `${base}one/` }])
  expect(JSON.stringify(read)).not.toContain('secret')
})

test('nothing to resend asks Mambu nothing', async () => {
  const { mambu, call, write } = open
  const before = mambu.requests.length
  await call.resendCommunications({ ...write('Resend'), keys: [] })
  expect(mambu.requests).toHaveLength(before)
})
