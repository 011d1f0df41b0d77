/** A connection may begin with what is taken straight from the socket and go on with anything: nobody can tell the two apart. */
import { once } from 'node:events'
import { connect } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { waitFor } from '../helpers/wait-for.ts'
import { MAX_BODY_BYTES, pathOf, startTestReceiver } from './running-receiver.ts'
import { answersIn, head } from './send.ts'
import { useReceiver } from './use-receiver.ts'

const path = pathOf('plain')
const post = (body: string, ...headers: string[]) =>
  head(path, `content-length: ${Buffer.byteLength(body)}`, ...headers) + body
const chunked = `${head(path, 'transfer-encoding: chunked')}2\r\n{}\r\n0\r\n\r\n`
const wrong = head(`/api/2/json/public/plain/${'0'.repeat(40)}`, 'content-length: 2')
const GET = 'GET /livez HTTP/1.1\r\nhost: receiver\r\n\r\n'
const big = JSON.stringify({ filler: 'x'.repeat(100_000) })

/** Pieces, each sent once the answers to all before it are there; `\0` parts a piece into writes that nothing is awaited between. */
const CONVERSATIONS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['one request', [post('{}')], ['200 ok']],
  [
    'one after the other',
    [post('{}'), post('{"id":"é"}'), post('[]')],
    ['200 ok', '200 ok', '400 json_root'],
  ],
  ['head and body apart', [`${head(path, 'content-length: 2')}\0{}`, post('{}')], ['200 ok', '200 ok']],
  [
    'a body in three pieces',
    [`${head(path, 'content-length: 6')}{}\0  \0  `, post('{}')],
    ['200 ok', '200 ok'],
  ],
  [
    'a head in two pieces',
    [`${head(path, 'content-length: 2').slice(0, 20)}\0${`${head(path, 'content-length: 2')}{}`.slice(20)}`],
    ['200 ok'],
  ],
  ['two at once', [post('{}') + post('[]'), post('{}')], ['200 ok', '400 json_root', '200 ok']],
  [
    'two at once, in two writes',
    [`${post('{}')}\0${post('[]')}`, post('{}')],
    ['200 ok', '400 json_root', '200 ok'],
  ],
  [
    'one and a half, then the rest',
    [`${post('{}')}${post('{}').slice(0, 30)}\0${post('{}').slice(30)}`],
    ['200 ok', '200 ok'],
  ],
  ['chunks behind it', [post('{}'), chunked, post('{}')], ['200 ok', '200 ok', '200 ok']],
  ['another method behind it', [post('{}'), GET, post('{}')], ['200 ok', '200 ok', '200 ok']],
  ['a wrong signature', [`${wrong}{}`, post('{}')], ['403 access_denied', '200 ok']],
  [
    'a path that is nobody’s',
    [head('/none', 'content-length: 0'), post('{}')],
    ['404 route_unknown', '200 ok'],
  ],
  [
    'a large body',
    [head(pathOf('big'), `content-length: ${big.length}`) + big, post('{}')],
    ['200 ok', '200 ok'],
  ],
  ['who asks first', [head(path, 'content-length: 2', 'expect: 100-continue'), '{}'], ['100 ok', '200 ok']],
  ['the last of the connection', [post('{}'), post('{}', 'connection: close')], ['200 ok', '200 ok']],
  ['rubbish behind it', [post('{}'), 'rubbish\r\n\r\n'], ['200 ok', '400 http_invalid']],
]

/** All that came back, without what the clock decides. */
async function converse(port: number, pieces: readonly string[], answers: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let received = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    received += text
  })
  socket.on('error', () => {})
  const count = () => received.split('HTTP/1.1 ').length - 1
  for (const [index, piece] of pieces.entries()) {
    for (const part of piece.split('\0')) await new Promise((resolve) => socket.write(part, resolve))
    const wanted = index === pieces.length - 1 ? answers : count() + 1
    await waitFor(`answer ${wanted}`, () => count() >= wanted && /(\}|Continue\r\n\r\n)$/.test(received))
  }
  socket.destroy()
  return received.replaceAll(/date: .*?\r\n/gi, '').replaceAll(/"obj_id":"\w+"/g, '"obj_id":"id"')
}

describe('told to both ways in, the same comes back to the byte, and the same is accepted:', () => {
  const plain = useReceiver(true)
  const express = useReceiver(false)

  test.each(CONVERSATIONS)('%s', async (_, pieces, answers) => {
    const received = await converse(plain.port, pieces, answers.length)
    expect(answersIn(received)).toEqual(answers)
    expect(received).toBe(await converse(express.port, pieces, answers.length))
    expect(plain.deliveries.map(({ body }) => String(body))).toEqual(
      express.deliveries.map(({ body }) => String(body)),
    )
    const rowsOf = ({ rows }: typeof plain) =>
      rows.map(({ code, status, bytes }) => ({ code, status, bytes }))
    expect(rowsOf(plain)).toEqual(rowsOf(express))
  })
})

describe('cut anywhere, in any order,', () => {
  const plain = useReceiver(true)
  const express = useReceiver(false)
  const last = 'GET /livez HTTP/1.1\r\nhost: receiver\r\nconnection: close\r\n\r\n'
  const requests = fc.array(
    fc.constantFrom(
      ...[post('{}'), post('{"id":"é"}'), post('[]'), post('{'), post(''), chunked, GET, `${wrong}{}`],
      ...[post('{}', 'accept: a', 'accept: b'), post('{}', 'X-Odd: é'), head('/none', 'content-length: 0')],
    ),
    { minLength: 1, maxLength: 4 },
  )
  const cuts = fc.array(fc.nat({ max: 900 }), { maxLength: 5 })

  async function tell(port: number, text: string, at: readonly number[]): Promise<string> {
    const bytes = Buffer.from(text)
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let received = ''
    socket.setEncoding('utf8').on('data', (more: string) => {
      received += more
    })
    const closed = once(socket, 'close')
    const ends = [...new Set(at)].sort((a, b) => a - b)
    let from = 0
    for (const end of [...ends, bytes.length]) {
      await new Promise((resolve) => socket.write(bytes.subarray(from, end), resolve))
      await new Promise((resolve) => setImmediate(resolve))
      from = Math.max(from, end)
    }
    await closed
    return received.replaceAll(/date: .*?\r\n/gi, '').replaceAll(/"obj_id":"\w+"/g, '"obj_id":"id"')
  }

  test('requests on one connection are answered the same both ways', async () => {
    await fc.assert(
      fc.asyncProperty(requests, cuts, async (sent, at) => {
        const text = sent.join('') + last
        expect(await tell(plain.port, text, at)).toBe(await tell(express.port, text, at))
      }),
      { numRuns: 150 },
    )
    expect(plain.deliveries.map(({ body }) => String(body))).toEqual(
      express.deliveries.map(({ body }) => String(body)),
    )
  })
})

describe('a sender', () => {
  const running = useReceiver(true)

  test('whose body is over the limit may go on', async () => {
    const socket = connect(running.port, '127.0.0.1')
    socket.write(post(' '.repeat(MAX_BODY_BYTES + 1)))
    expect(answersIn(String((await once(socket, 'data'))[0]))).toEqual(['413 body_too_large'])
    socket.write(post('{}'))
    expect(answersIn(String((await once(socket, 'data'))[0]))).toEqual(['200 ok'])
    expect(running.deliveries).toMatchObject([{ problem: { code: 'body_too_large' } }, { problem: null }])
    socket.destroy()
  })

  test.each([
    ['ends its side', 'end'],
    ['is gone', 'destroy'],
  ] as const)('who %s in the middle of a body leaves a row and no delivery', async (_, leave) => {
    const socket = connect(running.port, '127.0.0.1')
    socket.on('error', () => {}).resume()
    await new Promise((resolve) => socket.write(`${head(path, 'content-length: 10')}{`, resolve))
    socket[leave]()
    await waitFor('the row of the request', () => running.rows.length === 1)
    expect(running.rows[0]).toMatchObject({
      code: 'body_incomplete',
      process: 'plain',
      taskId: null,
      source: '127.0.0.1',
    })
    expect(running.deliveries).toEqual([])
  })

  test('who ends its side after the request still gets the answer', async () => {
    const socket = connect(running.port, '127.0.0.1')
    socket.end(post('{}'))
    expect(String((await once(socket, 'data'))[0])).toContain('200 OK')
    await once(socket, 'close')
  })
})

test('a stop lets a request in flight finish, closes idle connections, and ends', async () => {
  const accepting: (() => void)[] = []
  const accept = () => new Promise<void>((resolve) => accepting.push(resolve))
  const running = await startTestReceiver(true, { receiver: { accept } })
  const idle = connect(running.port, '127.0.0.1')
  idle.write(`${wrong}{}`)
  await once(idle, 'data')
  const busy = connect(running.port, '127.0.0.1')
  busy.write(post('{}'))
  const [finish] = await waitFor('the request is in flight', () =>
    accepting.length === 1 ? accepting : null,
  )
  const answered = once(busy, 'data')
  const closed = once(idle, 'close')
  const stopped = running.stop()
  await closed
  finish?.()
  const answer = String((await answered)[0])
  expect(answersIn(answer)).toEqual(['200 ok'])
  expect(answer).toContain('connection: close')
  await stopped
})
