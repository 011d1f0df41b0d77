/** Every answer of the direct URL, byte for byte, the same with and without the fast path. */

import { describe, expect, test } from 'vitest'
import { StartnodeError } from '../../src/errors/startnode-error.ts'
import { MAX_BODY_BYTES, pathOf } from './running-receiver.ts'
import { type Received, send } from './send.ts'
import { BOTH_WAYS, useReceiver } from './use-receiver.ts'

const wrongSignature = `/api/2/json/public/plain/${'0'.repeat(40)}`

/** The error envelope as text, keys in their order. */
function envelope(code: string, description: string, problems?: object[]): string {
  const ops = { proc: 'error', obj: 'task', description, code, ...(problems ? { problems } : {}) }
  return JSON.stringify({ request_proc: 'fail', ops })
}

const jsonInvalid = (message: string, line: number, column: number, path: string) =>
  envelope('json_invalid', `Not valid JSON: ${message} (line ${line}, column ${column})`, [
    { path, message, line, column },
  ])

describe.each(BOTH_WAYS)('%s', (_, fastPath) => {
  const running = useReceiver(fastPath)

  const post = (process: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
    send(running.port, pathOf(process), { body, headers })

  function expectAnswer(received: Received, status: number, body: string, headers: object = {}): void {
    expect(received).toEqual({
      status,
      body,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-length': String(Buffer.byteLength(body)),
        date: expect.stringMatching(/ GMT$/),
        connection: expect.stringMatching(/^(close|keep-alive)$/),
        ...headers,
      },
    })
  }

  test('an accepted delivery is answered with exactly the body of MPO', async () => {
    const received = await post('plain', '{"id":"L1"}', { 'webhook-id': 'k1' })
    const taskId = running.deliveries[0]?.taskId as string
    expect(taskId).toMatch(/^[0-9a-f]{24}$/)
    expectAnswer(
      received,
      200,
      `{"request_proc":"ok","ops":{"proc":"ok","obj":"task","ref":null,"obj_id":"${taskId}"}}`,
    )
    expect(running.rows).toEqual([
      {
        time: '2026-06-13T10:00:00.000Z',
        process: 'plain',
        addressed: 'plain',
        code: 'accepted',
        status: 200,
        reason: null,
        bytes: 11,
        durationMs: expect.any(Number),
        taskId,
        source: '127.0.0.1',
      },
    ])
  })

  test.each(['POST', 'PUT', 'PATCH'])('%s is taken', async (method) => {
    const received = await send(running.port, pathOf('plain'), { method, body: '{}' })
    expect(received.status).toBe(200)
    expect(running.deliveries[0]).toMatchObject({ method, problem: null })
  })

  test.each(['GET', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'])(
    '%s is refused before anyone looks at the signature',
    async (method) => {
      const body = envelope('method_not_allowed', 'Use POST, PUT or PATCH')
      const headers = { 'x-http-method-override': 'POST' }
      for (const path of [pathOf('plain'), wrongSignature, pathOf('off')]) {
        const received = await send(running.port, path, { method, headers })
        expectAnswer(received, 405, body, { allow: 'POST, PUT, PATCH' })
      }
      expect(running.rows.map(({ code, process }) => [code, process])).toEqual(
        Array(3).fill(['method_not_allowed', null]),
      )
    },
  )

  test('HEAD is refused like GET, without a body', async () => {
    const received = await send(running.port, pathOf('plain'), { method: 'HEAD' })
    expect(received).toMatchObject({ status: 405, body: '', headers: { allow: 'POST, PUT, PATCH' } })
  })

  test('unknown process, wrong or truncated signature, switched-off URL and unknown alias are one answer', async () => {
    const refused = [
      wrongSignature,
      pathOf('plain').slice(0, -1),
      pathOf('unknown'),
      pathOf('off'),
      pathOf('plain').replace('/plain/', '/Plain/'),
      pathOf('plain').replace('/plain/', '/pl%61in/'),
      pathOf('plain').replace('/plain/', '/plain;x/'),
      pathOf('plain').replace('/plain/', '/%2e%2e/'),
      pathOf('plain').replace('/plain/', '/%zz/'),
      `${pathOf('plain')}%00`,
      pathOf('plain').replace('/plain/', '/@plain/'),
      pathOf('unknown').replace('/json/', '/xml/'),
      `/api/2/json/public/constructor/${'0'.repeat(40)}`,
      `/api/2/json/public/__proto__/${'0'.repeat(40)}`,
      `/api/2/json/public/${'x'.repeat(8_000)}/${'0'.repeat(40)}`,
    ]
    const answers = new Set<string>()
    for (const path of refused) {
      const received = await send(running.port, path, { body: '{"id":"L1"}' })
      expectAnswer(received, 403, envelope('access_denied', 'Access denied'))
      answers.add(JSON.stringify({ ...received, headers: { ...received.headers, date: '' } }))
    }
    expect(answers.size).toBe(1)
    expect(running.deliveries).toEqual([])
    expect(running.rows).toHaveLength(refused.length)
    for (const row of running.rows) expect(row).toMatchObject({ process: null, bytes: 0, taskId: null })
  })

  test.each([
    '/',
    '/api/2/json/public/plain',
    '/favicon.ico',
    '/%zz',
    '/%00',
    '/api/2/json/../json/public/plain/x',
    '/livez/..%2f',
  ])('nothing is served at %s', async (path) => {
    const received = await send(running.port, path, { body: '{}' })
    expectAnswer(received, 404, envelope('route_unknown', 'Nothing is served at this path'))
  })

  test.each(['/', '//', '/x', '?', '%2f'])('a direct URL followed by %s does not open', async (more) => {
    const path = `${pathOf('plain')}${more}`
    const received = await send(running.port, path, { body: '{}' })
    expect(received.status).toBe(more === '?' ? 200 : more === '%2f' ? 403 : 404)
  })

  test('the query changes nothing', async () => {
    const received = await send(running.port, `${pathOf('plain')}?id=1&__proto__[x]=1`, { body: '{}' })
    expect(received.status).toBe(200)
  })

  test('without settings nobody is refused: 503, later', async () => {
    running.state.settings = false
    for (const path of [pathOf('plain'), wrongSignature]) {
      const received = await send(running.port, path, { body: '{}' })
      expectAnswer(
        received,
        503,
        envelope('not_ready', 'The receiver has no settings yet: try again later'),
        {
          'retry-after': '5',
        },
      )
    }
  })

  test.each([
    ['application/json; charset=utf-16', 'utf-16'],
    ['application/json; charset=utf-8; charset=utf-7', 'utf-7'],
    ['application/json; charset=', ''],
    ['application/json; charset=ibm037', 'ibm037'],
  ])('the charset of %s is refused, and the body kept', async (contentType, charset) => {
    const received = await post('plain', '{}', { 'content-type': contentType })
    expectAnswer(received, 415, envelope('charset_unsupported', `The body must be UTF-8, not '${charset}'`))
    expect(running.deliveries).toMatchObject([{ problem: { code: 'charset_unsupported' }, contentType }])
    expect(running.deliveries[0]?.body.toString()).toBe('{}')
  })

  test.each(['ISO-8859-1', 'iso8859-15', 'latin1', 'windows-1252'])(
    'the label %s is no obstacle for US-ASCII; another body is refused and kept as it was sent',
    async (charset) => {
      const headers = { 'content-type': `text/plain;charset="${charset}"` }
      expect((await post('plain', '{"id":"L1"}', headers)).status).toBe(200)
      const body = Buffer.from('{"id":"é"}', 'latin1')
      const received = await send(running.port, pathOf('plain'), { body, headers })
      expect([received.status, JSON.parse(received.body).ops.code]).toEqual([415, 'charset_unsupported'])
      expect(running.deliveries.map(({ problem }) => problem?.code)).toEqual([
        undefined,
        'charset_unsupported',
      ])
      expect(running.deliveries[1]?.body).toEqual(body)
    },
  )

  test.each([
    'application/json',
    'application/json; charset=UTF-8',
    'text/plain;charset=us-ascii',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=charset',
    'application/vnd.mambu+json; version=1',
    'rubbish',
  ])('the content type %s is no obstacle', async (contentType) => {
    expect((await post('plain', '{"id":"é"}', { 'content-type': contentType })).status).toBe(200)
    expect(running.deliveries[0]).toMatchObject({ contentType, format: 'json' })
  })

  test.each(['br', 'deflate, gzip', 'gzip, gzip', 'unknown'])(
    'Content-Encoding %s is refused',
    async (encoding) => {
      const received = await post('plain', '{}', { 'content-encoding': encoding })
      const message = `Content-Encoding '${encoding}' is not supported: send gzip, deflate, or the body as it is`
      expectAnswer(received, 415, envelope('encoding_unsupported', message))
      expect(running.deliveries).toMatchObject([{ problem: { code: 'encoding_unsupported', message } }])
      expect(running.deliveries[0]?.body).toHaveLength(0)
      expect((await post('plain', '{}', { 'content-encoding': 'identity' })).status).toBe(200)
    },
  )

  test('a body over the limit is refused by its length, before it is read', async () => {
    const fits = `{"id":"${'x'.repeat(MAX_BODY_BYTES - 9)}"}`
    expect((await post('plain', fits)).status).toBe(200)
    expectAnswer(
      await post('plain', `${fits} `),
      413,
      envelope('body_too_large', `The body is too large: at most ${MAX_BODY_BYTES} bytes`),
    )
    const trace = running.deliveries[1]
    expect(trace).toMatchObject({ problem: { code: 'body_too_large' }, body: Buffer.alloc(0) })
    expect(running.rows[1]).toMatchObject({ code: 'body_too_large', bytes: 0, taskId: trace?.taskId })
  })

  test('refusals of one length leave one trace, which no good delivery can take for its own', async () => {
    const headers = { 'idempotency-key': 'k' }
    const large = 'x'.repeat(MAX_BODY_BYTES + 1)
    for (const more of [{}, {}, headers, headers]) await post('plain', large, more)
    expect((await post('plain', '{}', headers)).status).toBe(200)
    const ids = running.deliveries.map(({ taskId }) => taskId)
    expect([ids[0], ids[2]]).toEqual([ids[1], ids[3]])
    expect(new Set(ids).size).toBe(3)
  })

  test("the Start node's own limit counts", async () => {
    expect((await post('small', '{"id":"123456789012"}')).status).toBe(413)
    expect((await post('small', '{"id":"12345678901"}')).status).toBe(200)
  })

  test('what would be too large as an argument of a workflow is refused before the 200', async () => {
    const bodyOf = (number: string) =>
      `{"s":"${'x'.repeat(1_200_000)}","n":[${Array(19_000).fill(number).join()}]}`
    expect((await post('big', bodyOf('1000'))).status).toBe(200)
    // Four bytes as sent, 21 as JSON.stringify writes them
    const growing = bodyOf('1e20')
    expect((await post('big', growing)).status).toBe(413)
    expect(running.deliveries.map(({ problem }) => problem?.code)).toEqual([undefined, 'body_too_large'])
  })

  test.each([
    [
      'empty',
      '',
      envelope('body_empty', 'The body is empty', [
        { path: '', message: 'The body is empty', line: 1, column: 1 },
      ]),
    ],
    [
      'no JSON',
      '{"id":,}',
      jsonInvalid('the value of "id" is empty: a placeholder without a value must be quoted', 1, 7, '/id'),
    ],
    [
      'trailing garbage',
      '{} {}',
      jsonInvalid("the JSON value is complete, but after it stands '{'", 1, 4, ''),
    ],
    [
      'an array',
      '[]',
      envelope('json_root', 'The body must be one JSON object, not an array (line 1, column 1)', [
        { path: '', message: 'The body must be one JSON object, not an array', line: 1, column: 1 },
      ]),
    ],
    [
      'a rounded number',
      '{"amount":1e400}',
      envelope(
        'json_number_precision',
        'The number 1e400 would become Infinity: send it as a string (line 1, column 11)',
        [
          {
            path: '/amount',
            message: 'The number 1e400 would become Infinity: send it as a string',
            line: 1,
            column: 11,
          },
        ],
      ),
    ],
  ])('a body that is %s is answered 400 with its place, and kept', async (__, body, answer) => {
    expectAnswer(await post('plain', body), 400, answer)
    expect(running.deliveries).toHaveLength(1)
    expect(running.deliveries[0]?.body.toString()).toBe(body)
    expect(running.rows[0]?.taskId).toBe(running.deliveries[0]?.taskId)
  })

  test.each<[string, Uint8Array | string, string]>([
    ['a scalar', '1', 'json_root'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'utf8_invalid'],
    ['a BOM', '\ufeff{}', 'bom_unexpected'],
    ['a key twice', '{"id":"a","id":"b"}', 'json_duplicate_key'],
    ['a rounded integer', '{"amount":9007199254740993}', 'json_number_precision'],
    ['deep nesting', `{"a":${'['.repeat(2_000)}`, 'json_too_deep'],
    ['half a surrogate pair', '{"id":"\\ud83d"}', 'json_lone_surrogate'],
    ['__proto__', '{"__proto__":{"admin":true}}', 'json_forbidden_key'],
    ['constructor.prototype', '{"constructor":{"prototype":{"admin":true}}}', 'json_forbidden_key'],
  ])('%s gets a clear error and no task', async (__, body, code) => {
    const received = await post('plain', body)
    expect(received.status).toBe(400)
    expect(JSON.parse(received.body).ops).toMatchObject({ proc: 'error', code })
    expect(running.deliveries).toEqual([
      expect.objectContaining({ problem: expect.objectContaining({ code }) }),
    ])
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
    expect((await post('plain', '{"id":"next"}')).status).toBe(200)
  })

  test('a body that breaks the schema is answered 422 with every problem', async () => {
    const received = await post('strict', '{"id":"x","items":[{"a/b":1},{"a/b":"2"}],"extra":1,"more~":2}')
    expectAnswer(
      received,
      422,
      envelope('schema_mismatch', 'The body does not fit the input of the process', [
        { path: '/id', message: 'Too small: expected string to have >=3 characters', line: 1, column: 7 },
        {
          path: '/items/1/a~1b',
          message: 'Invalid input: expected number, received string (the number stands in quotes)',
          line: 1,
          column: 37,
        },
        { path: '/extra', message: 'This key is not expected', line: 1, column: 51 },
        { path: '/more~0', message: 'This key is not expected', line: 1, column: 61 },
      ]),
    )
  })

  test('an unusable ref or delivery key is answered 422 with its place', async () => {
    expectAnswer(
      await post('with-ref', '{"id":""}'),
      422,
      envelope('ref_invalid', 'The ref (/id) is not usable: it is empty', [
        { path: '/id', message: 'it is empty' },
      ]),
    )
    expectAnswer(
      await post('with-key', '{}'),
      422,
      envelope('delivery_key_invalid', 'The delivery key (/id) is not usable: it is missing', [
        { path: '/id', message: 'it is missing' },
      ]),
    )
    const long = 'k'.repeat(256)
    expectAnswer(
      await post('plain', '{}', { 'idempotency-key': long }),
      422,
      envelope(
        'delivery_key_invalid',
        'The delivery key (header idempotency-key) is not usable: it is longer than 255 bytes of UTF-8',
        [{ path: '', message: 'header idempotency-key: it is longer than 255 bytes of UTF-8' }],
      ),
    )
  })

  test('a full inbox is answered 503 with Retry-After, also for a body that is to be kept', async () => {
    running.state.refusing = new StartnodeError('inbox_full')
    for (const body of ['{}', 'no json']) {
      const received = await post('plain', body)
      expectAnswer(received, 503, envelope('inbox_full', 'The inbox is full: try again later'), {
        'retry-after': '5',
      })
    }
    running.state.refusing = new StartnodeError('temporal_late')
    expect((await post('plain', '{}')).headers['retry-after']).toBe('2')
    expect(running.rows.map(({ taskId }) => taskId)).toEqual([null, null, null])
  })

  test('an error that is not ours tells the sender nothing, and the log everything', async () => {
    running.state.refusing = new Error('password=canary')
    const received = await post('plain', '{}')
    expectAnswer(received, 500, envelope('internal', 'Something went wrong here; nothing was started'))
    expect(running.rows[0]).toMatchObject({ code: 'internal', err: running.state.refusing })
  })

  test('/livez and /readyz say how it is', async () => {
    const get = (path: string) => send(running.port, path, { method: 'GET' })
    expect(await get('/livez')).toMatchObject({ status: 200, body: '{"live":true}' })
    expect(await get('/readyz')).toMatchObject({ status: 200, body: '{"ready":true,"reasons":[]}' })
    running.state.ready = false
    const notReady = { status: 503, body: '{"ready":false,"reasons":["no settings yet"]}' }
    expect(await get('/readyz')).toMatchObject(notReady)
    expect(await get('/livez')).toMatchObject({ status: 200 })
  })
})
