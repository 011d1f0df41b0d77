/** Senders that hold a connection and send nothing: given up in time, with an answer. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pathOf, type RunningTestReceiver, startTestReceiver } from './running-receiver.ts'
import { answersIn, head, send, talk } from './send.ts'
import { BOTH_WAYS } from './use-receiver.ts'

describe.each(BOTH_WAYS)('%s', (_, fastPath) => {
  let running: RunningTestReceiver
  beforeAll(async () => {
    running = await startTestReceiver(fastPath, { bodyTimeoutMs: 500, headersTimeoutMs: 1_000 })
  })
  afterAll(() => running.stop())

  const path = pathOf('plain')

  describe.concurrent('a sender', () => {
    test('whose body dawdles', async () => {
      const received = await talk(running.port, head(path, 'content-length: 10'), '{')
      expect(answersIn(received)).toEqual(['408 body_timeout'])
      expect(received).toContain('did not arrive within 500 ms')
      expect(received).toContain('connection: close')
    })

    test('who sends a byte now and then', async () => {
      const socket = connect(running.port, '127.0.0.1')
      socket.on('error', () => {}).write(head(path, 'content-length: 1000'))
      const dripping = setInterval(() => socket.write(' '), 10)
      const [answer] = await once(socket, 'data')
      clearInterval(dripping)
      socket.destroy()
      expect(answersIn(String(answer))).toEqual(['408 body_timeout'])
    })

    test('whose chunks have no end', async () => {
      const received = await talk(running.port, head(path, 'transfer-encoding: chunked'), '2\r\n{}\r\n')
      expect(answersIn(received)).toEqual(['408 body_timeout'])
    })

    test('whose headers have no end', async () => {
      const received = await talk(running.port, `POST ${path} HTTP/1.1\r\nhost: x\r\nx: `)
      expect(answersIn(received)).toEqual(['408 headers_timeout'])
    })

    test('who says nothing at all', async () => {
      expect(answersIn(await talk(running.port))).toEqual(['408 headers_timeout'])
    })

    test('who is one of fifty', async () => {
      const many = Array.from({ length: 50 }, () => talk(running.port, head(path, 'content-length: 9'), '{'))
      for (const received of await Promise.all(many)) {
        expect(answersIn(received)).toEqual(['408 body_timeout'])
      }
    })
  })

  test('none of them left a delivery, each has its row, and the next request is served', async () => {
    expect(running.deliveries).toEqual([])
    expect(running.rows).toHaveLength(53)
    for (const row of running.rows) {
      expect(row).toMatchObject({ code: 'body_timeout', process: 'plain', taskId: null })
    }
    // A body that is there at once, so that no time-out is near
    expect((await send(running.port, path, { body: '{}' })).status).toBe(200)
  })
})
