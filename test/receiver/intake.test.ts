/** What an operator sets about the intake of a process: who may send, how fast, and how it is answered. */
import { describe, expect, test } from 'vitest'
import { parseTrustProxy } from '../../src/receiver/http/trust-proxy.ts'
import { completeSnapshot, DEFAULT_INTAKE, type Intake } from '../../src/settings/snapshot.ts'
import { GENERATION, pathOf } from './running-receiver.ts'
import { send } from './send.ts'
import { BOTH_WAYS, useReceiver } from './use-receiver.ts'

const ACCEPTED = '"proc":"ok"'

describe.each(BOTH_WAYS)('%s', (_, fastPath) => {
  const running = useReceiver(fastPath, { receiver: { trustProxy: parseTrustProxy('1') } })

  const set = (intake: Partial<Intake>) => {
    const plain = { generation: GENERATION, accepted: [], intake: { ...DEFAULT_INTAKE, ...intake } }
    const startNodes = { plain, strict: plain, off: { ...plain, generation: null } }
    running.state.snapshot = completeSnapshot({ settingsId: 's', revision: 1, startNodes })
  }
  const post = (body = '{"id":"abc"}', headers: Record<string, string> = {}, process = 'plain') =>
    send(running.port, pathOf(process), { body, headers })

  test('a source that is not on the allow-list is refused like a wrong signature; the log says why', async () => {
    set({ sources: ['192.0.2.0/24', '2001:db8::/32'] })
    for (const source of ['192.0.2.77', '2001:db8:1::5', '::ffff:192.0.2.1']) {
      expect((await post('{}', { 'x-forwarded-for': source })).status).toBe(200)
    }
    running.rows.length = 0
    const refused = await post('{}', { 'x-forwarded-for': '192.0.2.77, 198.51.100.1' })
    const unknown = await post('{}', {}, 'off')
    expect([refused.status, refused.body]).toEqual([unknown.status, unknown.body])
    expect(running.rows[0]).toMatchObject({
      code: 'access_denied',
      process: null,
      reason: 'The source is not on the allow-list',
      source: '198.51.100.1',
      bytes: 0,
    })
    expect(running.rows[1]?.reason).toBeNull()
  })

  test('a list that can not be read lets nobody in', async () => {
    set({ sources: ['everywhere'] })
    expect((await post()).status).toBe(403)
  })

  test('more deliveries per second than allowed are answered 429 with Retry-After, and not stored', async () => {
    set({ perSecond: 2 })
    const answers = await Promise.all(Array.from({ length: 6 }, () => post()))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThanOrEqual(3)
    for (const { headers } of refused) expect(headers['retry-after']).toBe('1')
    expect(running.deliveries).toHaveLength(6 - refused.length)
  })

  test("a refused body is answered 200 with its entry in quarantine where 'ok' is set, and kept either way", async () => {
    set({ answerInvalid: 'ok' })
    for (const body of ['{"id":', '{"id":5}']) {
      const { status, body: answer } = await post(body)
      expect(status).toBe(200)
      expect(JSON.parse(answer).ops).toEqual({
        proc: 'ok',
        obj: 'task',
        ref: null,
        obj_id: running.deliveries.at(-1)?.taskId,
      })
    }
    expect(running.deliveries.map(({ problem }) => problem?.code)).toEqual([
      'json_invalid',
      'schema_mismatch',
    ])
    expect(running.rows.map(({ code, status }) => [code, status])).toEqual([
      ['json_invalid', 200],
      ['schema_mismatch', 200],
    ])
  })

  test("errors of the delivery itself are answered on HTTP 200 with 'mpo'; what asks to come again is not", async () => {
    set({ answers: 'mpo' })
    for (const [body, code] of [
      ['{"id":', 'json_invalid'],
      ['{"id":5}', 'schema_mismatch'],
      ['x'.repeat(5_000), 'body_too_large'],
    ] as const) {
      const { status, body: answer } = await post(body)
      expect([status, JSON.parse(answer)]).toMatchObject([
        200,
        { request_proc: 'fail', ops: { proc: 'error', code } },
      ])
    }
    running.state.refusing = new Error('broken')
    expect((await post()).status).toBe(500)
    running.state.refusing = null
    set({ answers: 'mpo', perSecond: 1 })
    const answers = await Promise.all([post(), post(), post()])
    expect(answers.map(({ status }) => status)).toContain(429)
    expect((await send(running.port, pathOf('off'), { body: '{}' })).status).toBe(403)
  })

  test('a delivery carries the start delay of its process', async () => {
    set({ startDelayMs: 60_000 })
    expect((await post()).body).toContain(ACCEPTED)
    expect(running.deliveries[0]?.startDelayMs).toBe(60_000)
  })
})
