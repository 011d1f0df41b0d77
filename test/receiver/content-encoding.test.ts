/** Packed bodies are unpacked, within bounds, and go on as what they are. */
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { MAX_BODY_BYTES, pathOf } from './running-receiver.ts'
import { send } from './send.ts'
import { useReceiver } from './use-receiver.ts'

const running = useReceiver(true)

const post = (body: Uint8Array, encoding: string, process = 'plain') =>
  send(running.port, pathOf(process), { body, headers: { 'content-encoding': encoding } })
const json = Buffer.from('{"id":"é"}')

test.each([
  ['gzip', gzipSync(json)],
  ['GZIP', gzipSync(json)],
  ['x-gzip', gzipSync(json)],
  ['deflate', deflateSync(json)],
  ['deflate', deflateRawSync(json)],
  ['gzip', Buffer.concat([gzipSync(json.subarray(0, 4)), gzipSync(json.subarray(4))])],
  ['identity', json],
  ['', json],
] as [string, Buffer][])('a body packed with %s arrives as it was', async (encoding, body) => {
  expect((await post(body, encoding)).status).toBe(200)
  expect(running.deliveries[0]?.body).toEqual(json)
  expect(running.rows[0]?.bytes).toBe(body.length)
})

test.each([
  ['cut off', 'gzip', gzipSync(json).subarray(0, -3)],
  ['with a wrong check sum', 'gzip', Buffer.concat([gzipSync(json).subarray(0, -8), Buffer.alloc(8)])],
  ['followed by rubbish', 'gzip', Buffer.concat([gzipSync(json), Buffer.from('rubbish')])],
  ['followed by zeros', 'gzip', Buffer.concat([gzipSync(json), Buffer.alloc(8)])],
  ['followed by rubbish', 'deflate', Buffer.concat([deflateSync(json), Buffer.from('x')])],
  ['not packed at all', 'gzip', json],
  ['not packed at all', 'deflate', json],
  ['empty', 'gzip', Buffer.alloc(0)],
] as [string, string, Buffer][])(
  'a body %s (%s) is answered 400 and kept as it was sent',
  async (_, encoding, body) => {
    const received = await post(body, encoding)
    expect([received.status, JSON.parse(received.body).ops.code]).toEqual([400, 'encoding_invalid'])
    expect(running.deliveries[0]).toMatchObject({ problem: { code: 'encoding_invalid' }, body })
  },
)

test('a bomb is given up at the limit: 413, a trace without it, and the next one is served', async () => {
  const bomb = gzipSync(Buffer.alloc(128 * 1024 * 1024), { level: 9 })
  const before = process.memoryUsage().rss
  const received = await post(bomb, 'gzip', 'big')
  expect([received.status, JSON.parse(received.body).ops.code]).toEqual([413, 'body_too_large'])
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024)
  expect(running.deliveries).toMatchObject([{ problem: { code: 'body_too_large' }, body: Buffer.alloc(0) }])
  expect((await post(gzipSync(json), 'gzip')).status).toBe(200)
})

test('the limit holds for the packed and for the unpacked body', async () => {
  const fits = Buffer.from(`{"id":"${'x'.repeat(MAX_BODY_BYTES - 9)}"}`)
  expect((await post(gzipSync(fits), 'gzip')).status).toBe(200)
  expect((await post(gzipSync(Buffer.concat([fits, Buffer.from(' ')])), 'gzip')).status).toBe(413)
})
