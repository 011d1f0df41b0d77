/** The fast path takes direct URLs and nothing else. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createFastPath } from '../../src/receiver/http/fast-path.ts'
import { pathOf, startTestReceiver } from './running-receiver.ts'
import { send } from './send.ts'

test('direct URLs never reach the fallback, everything else does, untouched', async () => {
  const running = await startTestReceiver(false)
  const fallen: string[] = []
  const fastPath = createFastPath(running.receiver, async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    fallen.push(`${request.method} ${request.url} ${body}`)
    response.end('fallback')
  })
  const server = createServer(fastPath).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const wrongSignature = `/api/1/xml/public/@alias/${'0'.repeat(40)}?x=1`
  expect((await send(port, pathOf('plain'), { body: '{}' })).status).toBe(200)
  expect((await send(port, wrongSignature, { body: '{}' })).status).toBe(403)
  expect((await send(port, pathOf('plain'), { method: 'GET' })).status).toBe(405)
  expect(fallen).toEqual([])

  expect((await send(port, '/own?x=1', { body: 'mine' })).body).toBe('fallback')
  expect((await send(port, '/api/2/json/callback/x/y', { method: 'GET' })).body).toBe('fallback')
  expect(fallen).toEqual(['POST /own?x=1 mine', 'GET /api/2/json/callback/x/y '])
  server.close()
  await running.stop()
})
