/** What is taken straight from the socket is read exactly as node:http reads it, and nothing odd is taken. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PlainHead, readPlainHead } from '../../src/receiver/http/read-plain-head.ts'

const lines = (...all: string[]) => Buffer.from(`${all.join('\r\n')}\r\n\r\n`, 'latin1')
const plain = (...more: string[]) => lines('POST /a HTTP/1.1', 'Host: b', 'Content-Length: 0', ...more)

test('the head that senders of webhooks send is plain', () => {
  const bytes = lines(
    'POST /api/2/json/public/loan-approved/0f3c?source=mambu HTTP/1.1',
    'Host: receiver.bank.example:443',
    'User-Agent: Mambu/9.1 (+https://mambu.example)',
    'Content-Type:application/json; charset=utf-8',
    'X-Notifications-Idempotency-Key: \t a b ',
    'X-Empty:',
    'Connection: Keep-Alive',
    'Content-Length: 007',
  )
  expect(readPlainHead(Buffer.concat([bytes, Buffer.from('{"a":1}')]))).toEqual({
    path: '/api/2/json/public/loan-approved/0f3c',
    headers: {
      host: 'receiver.bank.example:443',
      'user-agent': 'Mambu/9.1 (+https://mambu.example)',
      'content-type': 'application/json; charset=utf-8',
      'x-notifications-idempotency-key': 'a b',
      'x-empty': '',
      connection: 'Keep-Alive',
      'content-length': '007',
    },
    bodyAt: bytes.length,
    bodyBytes: 7,
  })
})

test.each([
  ['nothing', Buffer.alloc(0)],
  ['a head that has no end yet', plain().subarray(0, -1)],
  ['another method', lines('PUT /a HTTP/1.1', 'Host: b', 'Content-Length: 0')],
  ['another version', lines('POST /a HTTP/1.0', 'Host: b', 'Content-Length: 0')],
  ['a target with its origin', lines('POST http://b/a HTTP/1.1', 'Host: b', 'Content-Length: 0')],
  ['a fragment', lines('POST /a#b HTTP/1.1', 'Host: b', 'Content-Length: 0')],
  ['two spaces', lines('POST  /a HTTP/1.1', 'Host: b', 'Content-Length: 0')],
  ['an empty line before it', Buffer.concat([Buffer.from('\r\n'), plain()])],
  ['no header', Buffer.from('POST /a HTTP/1.1\r\n\r\n')],
  ['no host', lines('POST /a HTTP/1.1', 'Content-Length: 0')],
  ['two hosts', plain('host: c')],
  ['no length', lines('POST /a HTTP/1.1', 'Host: b')],
  ['two lengths', plain('content-length: 0')],
  ['a length with a sign', lines('POST /a HTTP/1.1', 'Host: b', 'Content-Length: +1')],
  ['a length with a tab behind it', lines('POST /a HTTP/1.1', 'Host: b', 'Content-Length: 1\t')],
  ['a length as a list', lines('POST /a HTTP/1.1', 'Host: b', 'Content-Length: 1, 1')],
  ['a length that is not decimal', lines('POST /a HTTP/1.1', 'Host: b', 'Content-Length: 0x1')],
  ['a length beyond all bounds', lines('POST /a HTTP/1.1', 'Host: b', `Content-Length: 1${'0'.repeat(9)}`)],
  ['chunks', plain('Transfer-Encoding: chunked')],
  ['who asks first', plain('Expect: 100-continue')],
  ['an upgrade', plain('Connection: upgrade', 'Upgrade: h2c')],
  ['the end of the connection', plain('Connection: close')],
  ['the end of the connection, as proxies were told of it', plain('Proxy-Connection: close')],
  ['a list of options of the connection', plain('Connection: keep-alive, x-a')],
  ['trailers', plain('Trailer: x')],
  ['any header twice', plain('X-A: 1', 'x-a: 2')],
  ['a header called as what every object has', plain('constructor: 1')],
  ['a line that is folded', plain('X-A: 1', ' 2')],
  ['a space before the colon', plain('X-A : 1')],
  ['a header without a name', plain(': 1')],
  ['a line without a colon', plain('X-A')],
  ['a bare line feed', plain('X-A: 1\nX-B: 2')],
  ['a bare carriage return', plain('X-A: 1\rX-B: 2')],
  ['a control character', plain('X-A: 1\0')],
  ['bytes beyond ASCII', plain('X-A: caf\xe9')],
  ['a head of more than 8 KiB', plain(`X-A: ${'a'.repeat(8_192)}`)],
])('%s is not', (_, bytes) => {
  expect(readPlainHead(bytes)).toBeNull()
})

interface Read {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
  readonly goesOn: boolean
}

let server: Server
let read: Read[] = []
let problems: string[] = []
beforeAll(async () => {
  server = createServer(async (incoming, response) => {
    let body = ''
    for await (const chunk of incoming.setEncoding('latin1')) body += chunk
    read.push({
      method: incoming.method,
      url: incoming.url,
      headers: incoming.headers,
      body,
      goesOn: response.shouldKeepAlive,
    })
    response.end()
  }).on('clientError', (error, socket) => {
    problems.push(error.message)
    socket.destroy()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
})
afterAll(() => {
  server.close()
})

/** What node:http makes of the bytes. */
async function readByNode(bytes: Buffer): Promise<readonly Read[]> {
  read = []
  problems = []
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.resume().end(bytes)
  await once(socket, 'close')
  expect(problems).toEqual([])
  return read
}

const noise = fc.string({ unit: fc.constantFrom(...' \t\r\n\0:/?%a0-é"(),;'), maxLength: 6 })
const name = fc.oneof(
  fc.constantFrom('Host', 'Content-Length', 'Connection', 'Content-Type', 'Cookie', 'X-A', '__proto__'),
  fc.constantFrom('Transfer-Encoding', 'Expect', 'Upgrade', 'Keep-Alive', 'Proxy-Connection', 'TE'),
  noise,
)
const value = fc.oneof(
  fc.constantFrom('b', '3', '0', 'keep-alive', 'close', 'chunked', 'application/json', 'a, b', ''),
  noise,
)
const target = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('/', '/api/2/json/public/a/b', '/a?b=c', '/%D0%B0', '/a//b/../c') },
  { weight: 1, arbitrary: fc.oneof(fc.constantFrom('*', 'http://x/a'), noise) },
)
const usual = fc.constantFrom(
  'Accept: */*',
  'Content-Type: application/json',
  'Keep-Alive: timeout=5',
  'X-B:\tb ',
)
const odd = fc.tuple(name, fc.constantFrom(': ', ':', ':\t', ' : '), value).map((parts) => parts.join(''))
const line = fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: odd })
const ending = fc.oneof({ weight: 19, arbitrary: fc.constant('\r\n') }, { weight: 1, arbitrary: noise })
const request = fc
  .record({
    target,
    version: fc.constantFrom('HTTP/1.1', 'HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0'),
    always: fc.constantFrom(
      ...[['Host: b', 'Content-Length: 3'], ['Host: b'], ['content-length: 3', 'HOST:b ']],
      ...[
        ['Host: b', 'Content-Length: 3\t'],
        ['Host: b', 'Content-Length:\t3'],
        ['Host: b', 'Content-Length: 3  '],
      ],
    ),
    lines: fc.uniqueArray(line, { maxLength: 4 }),
    ending,
  })
  .map(({ target, version, always, lines, ending }) =>
    Buffer.from(
      [`POST ${target} ${version}`, ...always, ...lines].join('\r\n').concat(ending, '\r\n', 'xyz'),
      'latin1',
    ),
  )

test('whatever is taken, node:http reads in the same way', async () => {
  let taken = 0
  await fc.assert(
    fc.asyncProperty(request, async (bytes) => {
      const head: PlainHead | null = readPlainHead(bytes)
      if (head === null) return
      taken += 1
      const whole = bytes.subarray(0, head.bodyAt + head.bodyBytes)
      const [same, ...more] = await readByNode(whole)
      expect(more).toEqual([])
      expect(same?.goesOn).toBe(true)
      expect(same?.method).toBe('POST')
      expect(same?.url?.split('?')[0]).toBe(head.path)
      expect(same?.headers).toEqual(head.headers)
      expect(same?.body).toBe(whole.toString('latin1', head.bodyAt))
    }),
    { numRuns: 3_000 },
  )
  expect(taken).toBeGreaterThan(100)
})
