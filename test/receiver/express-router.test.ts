/** The receiver inside an Express app of one's own, mounted anywhere. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type Express } from 'express'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { receiverRouter } from '../../src/receiver/http/express-router.ts'
import { pathOf, type RunningTestReceiver, startTestReceiver } from './running-receiver.ts'
import { send } from './send.ts'

let running: RunningTestReceiver
const servers: Server[] = []
beforeAll(async () => {
  running = await startTestReceiver(false)
})
afterAll(() => running.stop())
beforeEach(() => {
  running.deliveries.length = 0
})
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function serve(build: (app: Express) => void): Promise<number> {
  const app = express()
  build(app)
  const server = createServer(app).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

test.each(['/', '/hooks', '/a/b'])('it serves direct URLs below %s', async (mount) => {
  const port = await serve((app) => app.use(mount, receiverRouter(running.receiver)))
  const base = mount === '/' ? '' : mount
  const received = await send(port, `${base}${pathOf('plain')}?x=1`, { body: '{"id":"L1"}' })
  expect(received).toMatchObject({ status: 200, body: expect.stringContaining('"obj_id"') })
  expect(received.headers).not.toHaveProperty('x-powered-by')
  expect(running.deliveries[0]?.body.toString()).toBe('{"id":"L1"}')
  if (base !== '') expect((await send(port, pathOf('plain'), { body: '{}' })).status).toBe(404)
})

test('every other path is left to the app, its body unread', async () => {
  const port = await serve((app) => {
    app.use(receiverRouter(running.receiver))
    app.use(express.json())
    app.post('/own', (request, response) => {
      response.json(request.body)
    })
  })
  const headers = { 'content-type': 'application/json' }
  expect((await send(port, '/own', { body: '{"mine":1}', headers })).body).toBe('{"mine":1}')
})

test.each([
  ['express.json()', express.json()],
  ['express.raw()', express.raw({ type: '*/*' })],
  ['express.urlencoded()', express.urlencoded()],
])('after %s it says what to change, and starts nothing', async (_, parser) => {
  const port = await serve((app) => app.use(parser, receiverRouter(running.receiver)))
  const headers = {
    'content-type': _.includes('url') ? 'application/x-www-form-urlencoded' : 'application/json',
  }
  const received = await send(port, pathOf('plain'), { body: '{"id":"L1"}', headers })
  expect(received.status).toBe(500)
  expect(JSON.parse(received.body).ops).toMatchObject({
    code: 'body_consumed',
    description: 'A body parser ran before the receiver: mount receiverRouter() before body parsers',
  })
  expect(running.deliveries).toEqual([])
})

test('it answers a sender that waits for 100 Continue in an app that knows nothing of it', async () => {
  const port = await serve((app) => app.use(receiverRouter(running.receiver)))
  const headers = { expect: '100-continue' }
  expect((await send(port, pathOf('plain'), { body: '{}', headers })).status).toBe(200)
})

test('in a server of your own no header is dropped in silence either', async () => {
  const port = await serve((app) => app.use(receiverRouter(running.receiver)))
  const names = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`x-${at}`, '']))
  const sent = (count: number) =>
    send(port, pathOf('plain'), {
      body: '{}',
      headers: { host: 'x', ...names(count), 'idempotency-key': 'k' },
    })
  expect((await sent(900)).status).toBe(200)
  expect(running.deliveries[0]?.key).toBe('k')
  expect((await sent(1_000)).status).toBe(431)
  expect(running.deliveries).toHaveLength(1)
})
