/** Senders that break off, lie or smuggle: a clear answer, a closed connection, and the next one is served. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { PortInUseError } from '../../src/errors/start-errors.ts'
import { startHttpServer } from '../../src/receiver/http/http-server.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { MAX_BODY_BYTES, pathOf, startTestReceiver } from './running-receiver.ts'
import { answersIn, head, send, talk } from './send.ts'
import { BOTH_WAYS, useReceiver } from './use-receiver.ts'

const wrong = `/api/2/json/public/plain/${'0'.repeat(40)}`

/** Sends the head of a request and waits until the receiver asks for the body: it is in flight then. */
async function beginBody(port: number, path: string, ...headers: string[]): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.write(head(path, 'expect: 100-continue', ...headers))
  expect(String((await once(socket, 'data'))[0])).toBe('HTTP/1.1 100 Continue\r\n\r\n')
  return socket
}

describe.each(BOTH_WAYS)('%s', (_, fastPath) => {
  const running = useReceiver(fastPath)
  afterEach(async () => {
    expect((await send(running.port, pathOf('plain'), { body: '{"id":"next"}' })).status).toBe(200)
  })

  const path = pathOf('plain')

  test('a wrong signature is refused without waiting for the body', async () => {
    const received = await talk(running.port, head(wrong, 'content-length: 1000000'))
    expect(answersIn(received)).toEqual(['403 access_denied'])

    const socket = connect(running.port, '127.0.0.1')
    socket.write(head(wrong, 'content-length: 2'))
    expect(answersIn(String((await once(socket, 'data'))[0]))).toEqual(['403 access_denied'])
    socket.destroy()
    expect(running.rows.map(({ bytes }) => bytes)).toEqual([0, 0])
  })

  test('who asks whether to continue is told to only when the body is wanted', async () => {
    const asking = ['content-length: 2', 'expect: 100-continue']
    const refused = await talk(running.port, head(wrong, ...asking))
    expect(refused).not.toContain('100 Continue')
    expect(answersIn(refused)).toEqual(['403 access_denied'])
    const tooLarge = await talk(running.port, head(path, 'content-length: 9999', 'expect: 100-continue'))
    expect(tooLarge).not.toContain('100 Continue')
    expect(answersIn(tooLarge)).toEqual(['413 body_too_large'])

    const socket = await beginBody(running.port, path, 'content-length: 2', 'connection: close')
    socket.write('{}')
    expect(String((await once(socket, 'data'))[0])).toContain('200 OK')
    socket.destroy()
  })

  test('a chunked body over the limit is refused while it is read, and the answer arrives', async () => {
    const chunk = `1000\r\n${' '.repeat(4_096)}\r\n`
    const received = await talk(running.port, head(path, 'transfer-encoding: chunked'), chunk, chunk)
    expect(answersIn(received)).toEqual(['413 body_too_large'])
    expect(received).toContain('connection: close')
    expect(running.deliveries).toMatchObject([{ problem: { code: 'body_too_large' } }])
    expect(running.deliveries[0]?.body).toHaveLength(0)
  })

  test('megabytes that are still coming do not cost the sender the answer', async () => {
    const received = await send(running.port, path, { body: Buffer.alloc(3_000_000, 0x20) })
    expect(received.status).toBe(413)
    expect(received.headers.connection).toBe('close')
  })

  test('a sender that leaves in the middle leaves no delivery', async () => {
    const socket = await beginBody(running.port, path, 'content-length: 10')
    socket.write('{}')
    socket.destroy()
    await waitFor('the row of the request', () => running.rows.length === 1)
    expect(running.rows[0]).toMatchObject({ code: 'body_incomplete', status: 400, taskId: null })
    expect(running.deliveries).toEqual([])
  })

  test('a body shorter than it says is refused, never taken as it is', async () => {
    const socket = connect(running.port, '127.0.0.1')
    socket.end(`${head(path, 'content-length: 10')}{}`)
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    await once(socket, 'close')
    expect(answersIn(Buffer.concat(chunks).toString())).toEqual(['400 body_incomplete'])
    expect(running.deliveries).toEqual([])
  })

  test('a body longer than it says is cut and refused; the rest is no request', async () => {
    const received = await talk(running.port, `${head(path, 'content-length: 5')}{"id":"L1"}`)
    expect(answersIn(received)[0]).toBe('400 json_invalid')
    expect(running.deliveries.map(({ problem }) => problem?.code)).toEqual(['json_invalid'])
  })

  test('rubbish after a whole request does not take its answer away', async () => {
    const received = await talk(running.port, `${head(path, 'content-length: 2')}{}\0rubbish`)
    expect(answersIn(received)[0]).toBe('200 ok')
    expect(running.deliveries).toHaveLength(1)
  })

  test('pipelined requests are answered in their order', async () => {
    const first = `${head(path, 'content-length: 2')}{}`
    const second = `${head(wrong, 'content-length: 2')}{}`
    const third = `${head(path, 'content-length: 2', 'connection: close')}[]`
    expect(answersIn(await talk(running.port, first + second + third))).toEqual([
      '200 ok',
      '403 access_denied',
      '400 json_root',
    ])
  })

  test.each([
    ['two lengths', head(path, 'content-length: 2', 'content-length: 3')],
    ['a length and chunks', head(path, 'content-length: 2', 'transfer-encoding: chunked')],
    ['an unknown transfer encoding', head(path, 'transfer-encoding: xchunked')],
    ['a chunk size that overflows', `${head(path, 'transfer-encoding: chunked')}fffffffffffffffff\r\n`],
    ['a chunk size that is none', `${head(path, 'transfer-encoding: chunked')}zz\r\n`],
    ['a space before the colon', head(path, 'content-length : 2')],
    ['a folded header', head(path, 'x: a', ' b', 'content-length : 2')],
    ['a NUL in a header', head(path, 'x: a\0b')],
    ['a bare line feed', `POST ${path} HTTP/1.1\nhost: x\n\n`],
    ['no host', `POST ${path} HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}`],
    ['a path with a space', head(`${path} x`)],
    ['no HTTP at all', '\x16\x03\x01\x02\x00'],
  ])('%s starts nothing', async (__, bytes) => {
    const received = await talk(running.port, bytes)
    expect(received).toMatch(/^HTTP\/1\.1 400 /)
    expect(running.deliveries).toEqual([])
  })

  test('what is not HTTP is answered in JSON with a code', async () => {
    const received = await talk(running.port, 'rubbish\r\n\r\n')
    expect(answersIn(received)).toEqual(['400 http_invalid'])
    expect(received).toContain('content-type: application/json')
  })

  test('headers over 16 KiB are answered 431', async () => {
    const received = await talk(running.port, head(path, `x: ${'a'.repeat(20_000)}`))
    expect(answersIn(received)).toEqual(['431 headers_too_large'])
  })

  test('200 headers are no obstacle', async () => {
    const headers = Object.fromEntries(Array.from({ length: 200 }, (__, n) => [`x-${n}`, 'v']))
    expect((await send(running.port, path, { headers, body: '{}' })).status).toBe(200)
  })

  test.each([1_999, 2_000, 2_001, 3_000])('of %i headers none is dropped in silence', async (count) => {
    const headers = [
      ...Array.from({ length: count - 4 }, () => 'x:'),
      'content-length: 2',
      'idempotency-key: k',
    ]
    const received = await talk(running.port, `${head(path, ...headers, 'connection: close')}{}`)
    const taken = count < 2_000
    expect(answersIn(received)).toEqual([taken ? '200 ok' : '431 headers_too_large'])
    expect(running.deliveries.map(({ key }) => key)).toEqual(taken ? ['k'] : [])
  })

  test('an absolute request target is served as its path is', async () => {
    const absolute = `${head(`http://receiver${path}?a=b`, 'connection: close', 'content-length: 2')}{}`
    expect(answersIn(await talk(running.port, absolute))).toEqual(['200 ok'])
    const unknown = await talk(running.port, head('http://receiver', 'connection: close'))
    expect(answersIn(unknown)).toEqual(['404 route_unknown'])
    const health = `GET http://receiver/livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`
    expect(await talk(running.port, health)).toContain('{"live":true}')
  })

  test.each([
    ['CONNECT', `CONNECT ${path} HTTP/1.1\r\nhost: x\r\n\r\n`, '405 method_not_allowed'],
    ['an unknown expectation', head(path, 'content-length: 2', 'expect: x'), '417 expectation_unsupported'],
    [
      'an unknown expectation beside a known one',
      head(path, 'content-length: 2', 'expect: 100-continue', 'expect: x'),
      '417 expectation_unsupported',
    ],
    ['no Host', `POST ${path} HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}`, '400 http_invalid'],
    ['two Hosts', `${head(path, 'content-length: 2', 'Host: y')}{}`, '400 http_invalid'],
    ['one Host twice', `${head(path, 'content-length: 2', 'host: x')}{}`, '400 http_invalid'],
  ])('%s gets an answer like all others', async (__, bytes, answer) => {
    const received = await talk(running.port, bytes)
    expect(answersIn(received)).toEqual([answer])
    expect(received).toContain('content-type: application/json')
    expect(running.deliveries).toEqual([])
  })

  test('HTTP/1.0 needs no Host', async () => {
    const received = await talk(running.port, `POST ${path} HTTP/1.0\r\ncontent-length: 2\r\n\r\n{}`)
    expect(answersIn(received)).toEqual(['200 ok'])
  })

  test('a body in many small pieces is put together', async () => {
    const body = JSON.stringify({ id: 'é'.repeat(MAX_BODY_BYTES / 4) })
    const bytes = Buffer.from(body)
    const pieces = Array.from({ length: 64 }, (__, n) =>
      bytes.subarray(n * 33, n === 63 ? undefined : (n + 1) * 33),
    )
    const socketHead = head(path, `content-length: ${bytes.length}`, 'connection: close')
    expect(answersIn(await talk(running.port, socketHead, ...pieces))).toEqual(['200 ok'])
    expect(running.deliveries[0]?.body.toString()).toBe(body)
  })
})

test('a port in use is said plainly, with what to do', async () => {
  const running = await startTestReceiver(true)
  const { receiver, port } = running
  const starting = startHttpServer({
    receiver,
    fastPath: true,
    port,
    host: '127.0.0.1',
    readiness: () => ({ ready: true, reasons: [] }),
  })
  await expect(starting).rejects.toThrow(PortInUseError)
  await expect(starting).rejects.toThrow(new RegExp(`Port ${port} .* is in use: stop .* or set another PORT`))
  await running.stop()
})

test('a stop lets the request in flight finish, and takes no other', async () => {
  const running = await startTestReceiver(true)
  const idle = connect(running.port, '127.0.0.1')
  idle.on('error', () => {})
  await once(idle, 'connect')
  const socket = await beginBody(running.port, pathOf('plain'), 'content-length: 2')
  socket.write('{')
  const start = performance.now()
  const stopped = running.stop()
  await expect(send(running.port, pathOf('plain'), { body: '{}' })).rejects.toThrow('ECONNREFUSED')
  socket.write('}')
  expect(String((await once(socket, 'data'))[0])).toContain('200 OK')
  await stopped
  // Not even a connection that never sent anything holds it up
  expect(performance.now() - start).toBeLessThan(7_000)
  expect(running.deliveries).toHaveLength(1)
})
