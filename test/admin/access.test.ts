/** Who may call what: roles over every endpoint, log-in, its limits, and the walls against other sites. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OpenApi } from '../../src/admin/serve/openapi.ts'
import { signAdminToken } from '../../src/users/admin-token.ts'
import { ROLES, type Role } from '../../src/users/role.ts'
import { KEYS } from '../helpers/open-settings.ts'
import { sendRaw } from '../helpers/send-raw.ts'
import { type OpenAdmin, openAdmin, passwordOf, UI_URL } from './open-admin.ts'

let admin: OpenAdmin

beforeAll(async () => {
  admin = await openAdmin('admin-2')
})
afterAll(() => admin?.close())

const base64 = (text: string) => Buffer.from(text).toString('base64')

/** Least role of every endpoint; a new one must be put here. */
const ENDPOINTS: Readonly<Record<string, Role | 'open'>> = {
  'POST /session': 'open',
  'GET /openapi.json': 'open',
  'GET /reference': 'open',
  'GET /session': 'viewer',
  'GET /session/user': 'open',
  'DELETE /session': 'viewer',
  'DELETE /sessions': 'viewer',
  'GET /sessions': 'viewer',
  'GET /users': 'editor',
  'DELETE /users/{user}/sessions': 'editor',
  'GET /answer-times': 'viewer',
  'GET /counts': 'viewer',
  'GET /counts/here': 'viewer',
  'GET /counts/unusual': 'viewer',
  'GET /inbox/find': 'viewer',
  'GET /inbox/find/here': 'viewer',
  'GET /inbox/here': 'viewer',
  'GET /inbox/receivers': 'viewer',
  'GET /inbox/stuck': 'viewer',
  'POST /inbox/stuck/{seq}/release': 'operator',
  'GET /inbox/trend': 'viewer',
  'GET /inbox/waiting': 'viewer',
  'GET /processes': 'viewer',
  'GET /processes/{process}': 'viewer',
  'PUT /processes/{process}/auth': 'editor',
  'POST /processes/{process}/auth/check': 'editor',
  'PATCH /processes/{process}/intake': 'editor',
  'POST /processes/{process}/pause': 'operator',
  'POST /processes/{process}/resume': 'operator',
  'POST /processes/{process}/enable': 'editor',
  'POST /processes/{process}/disable': 'editor',
  'POST /processes/{process}/rotate': 'editor',
  'GET /processes/{process}/accepted': 'viewer',
  'POST /processes/{process}/accepted': 'editor',
  'DELETE /processes/{process}/accepted/{pathHash}': 'editor',
  'GET /processes/{process}/diagram': 'viewer',
  'GET /processes/{process}/standing': 'viewer',
  'GET /processes/{process}/outcomes': 'viewer',
  'GET /processes/{process}/webhook': 'viewer',
  'GET /processes/{process}/schema': 'viewer',
  'GET /processes/{process}/examples': 'viewer',
  'POST /processes/{process}/preview': 'viewer',
  'POST /processes/{process}/try': 'operator',
  'GET /imports': 'viewer',
  'POST /imports/check': 'editor',
  'POST /imports': 'editor',
  'GET /processes/{process}/export': 'editor',
  'GET /processes/{process}/versions': 'viewer',
  'GET /processes/{process}/versions/{version}': 'viewer',
  'GET /processes/{process}/versions/{version}/difference': 'viewer',
  'GET /aliases': 'viewer',
  'POST /aliases': 'editor',
  'GET /aliases/{alias}': 'viewer',
  'DELETE /aliases/{alias}': 'editor',
  'POST /aliases/{alias}/rename': 'editor',
  'PUT /aliases/{alias}/link': 'editor',
  'DELETE /aliases/{alias}/link': 'editor',
  'POST /aliases/{alias}/enable': 'editor',
  'POST /aliases/{alias}/disable': 'editor',
  'POST /aliases/{alias}/rotate': 'editor',
  'GET /aliases/{alias}/accepted': 'viewer',
  'POST /aliases/{alias}/accepted': 'editor',
  'DELETE /aliases/{alias}/accepted/{pathHash}': 'editor',
  'GET /variables': 'viewer',
  'GET /variables/{name}': 'viewer',
  'PUT /variables/{name}': 'editor',
  'DELETE /variables/{name}': 'editor',
  'GET /requests': 'viewer',
  'GET /requests/stream': 'viewer',
  'POST /requests/{id}/replay': 'operator',
  'GET /quarantine': 'viewer',
  'GET /quarantine/{process}/{taskId}': 'viewer',
  'PUT /quarantine/{process}/{taskId}/body': 'operator',
  'POST /quarantine/{process}/{taskId}/resubmit': 'operator',
  'POST /quarantine/{process}/{taskId}/discard': 'operator',
  'POST /quarantine/{process}/{taskId}/check': 'viewer',
  'POST /quarantine/resubmit': 'operator',
  'POST /quarantine/discard': 'operator',
  'GET /tasks': 'viewer',
  'GET /tasks/count': 'viewer',
  'GET /tasks/csv': 'viewer',
  'GET /tasks/one': 'viewer',
  'POST /tasks/signal': 'operator',
  'POST /tasks/cancel': 'operator',
  'POST /tasks/terminate': 'editor',
  'POST /tasks/reset': 'operator',
  'GET /tasks/reset-writes': 'operator',
  'POST /tasks/try-now': 'operator',
  'POST /tasks/modify': 'operator',
  'POST /tasks/run-again': 'operator',
  'GET /tasks/{taskId}': 'viewer',
  'GET /tasks/{process}/{refOrId}': 'viewer',
  'POST /bulks': 'operator',
  'GET /bulks': 'operator',
  'GET /bulks/{id}': 'operator',
  'POST /bulks/{id}/start': 'operator',
  'POST /bulks/{id}/stop': 'operator',
  'GET /bulks/{id}/report': 'operator',
  'GET /schedules': 'viewer',
  'GET /schedules/{process}': 'viewer',
  'PATCH /schedules/{process}': 'editor',
  'POST /schedules/{process}/next': 'viewer',
  'POST /schedules/{process}/pause': 'operator',
  'POST /schedules/{process}/resume': 'operator',
  'POST /schedules/{process}/run': 'operator',
  'GET /events': 'viewer',
  'GET /now': 'viewer',
  'GET /now/here': 'viewer',
  'POST /now/seen': 'operator',
  'GET /inbox': 'viewer',
  'GET /audit': 'viewer',
  'GET /settings/head': 'viewer',
  'POST /settings/head': 'viewer',
  'GET /doctor': 'viewer',
  'GET /metrics': 'viewer',
  'POST /codec/decode': 'viewer',
  'POST /codec/encode': 'operator',
}

describe('roles', () => {
  test('the table below is whole: it has every endpoint of the OpenAPI document and no other', async () => {
    const { paths } = (await admin.call(null, 'GET', '/openapi.json')).body as OpenApi
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(described.sort()).toEqual(Object.keys(ENDPOINTS).sort())
  })

  test.each(Object.entries(ENDPOINTS).filter(([, least]) => least !== 'open'))(
    '%s is refused without log-in, and below %s',
    async (endpoint, least) => {
      const [method = '', template = ''] = endpoint.split(' ')
      const path = template.replace(/\{\w+\}/g, 'nothing')
      expect(await admin.call(null, method, path)).toMatchObject({
        status: 401,
        body: { error: { code: 'session_missing' } },
      })
      for (const role of ROLES.slice(0, ROLES.indexOf(least as Role))) {
        expect(await admin.call(role, method, path)).toMatchObject({
          status: 403,
          body: { error: { code: 'role_missing' } },
        })
      }
    },
  )
})

test('a token of the command sees what a viewer sees, and changes nothing', async () => {
  const secret = { type: 'basic', user: 'canary-user', pass: 'canary-pass' }
  await admin.call('editor', 'PUT', '/processes/loan-approved/auth', secret)
  const asCommand = (method: string, path: string) =>
    admin.call(null, method, path, undefined, {
      authorization: `Bearer ${signAdminToken(KEYS[0] as Buffer, 'cli:bob')}`,
    })
  const shown = await asCommand('GET', '/processes/loan-approved')
  expect(shown).toMatchObject({ status: 200, body: { auth: { type: 'basic' } } })
  expect(shown.text).not.toContain('canary')
  for (const change of ['pause', 'enable', 'rotate'])
    expect(await asCommand('POST', `/processes/loan-approved/${change}`)).toMatchObject({ status: 403 })
  await admin.call('editor', 'PUT', '/processes/loan-approved/auth', { type: 'none' })
})

describe('log-in', () => {
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    admin.call(null, 'POST', path, body, headers)
  const cookieOf = (answer: { headers: Headers }) => answer.headers.get('set-cookie') ?? ''

  test('a session cookie is HttpOnly and strict, and works until log-out', async () => {
    const opened = await post('/session', { user: 'viewer', password: passwordOf('viewer') })
    expect(opened).toMatchObject({ status: 200, body: { user: 'viewer', role: 'viewer' } })
    expect(cookieOf(opened)).toMatch(/^startnode_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    const cookie = cookieOf(opened).split(';')[0] as string
    const mine = { cookie, 'x-startnode': '1' }
    expect(await admin.call(null, 'GET', '/session', undefined, { cookie })).toMatchObject({ status: 200 })
    expect(await admin.call(null, 'DELETE', '/session', undefined, mine)).toMatchObject({ status: 204 })
    expect(await admin.call(null, 'GET', '/session', undefined, { cookie })).toMatchObject({ status: 401 })
  })

  test('log-out everywhere ends every session of the user, and of nobody else', async () => {
    const open = async (role: Role) =>
      cookieOf(await post('/session', { user: role, password: passwordOf(role) })).split(';')[0] as string
    const [first, second, other] = [await open('editor'), await open('editor'), await open('viewer')]
    const mine = { cookie: first, 'x-startnode': '1' }
    expect(await admin.call(null, 'DELETE', '/sessions', undefined, mine)).toMatchObject({ status: 204 })
    const status = async (cookie: string) =>
      (await admin.call(null, 'GET', '/session', undefined, { cookie })).status
    expect([await status(first), await status(second), await status(other)]).toEqual([401, 401, 200])
  })

  test('one sees the own sessions; an editor sees who there is, and logs somebody else out', async () => {
    const open = async (role: Role) =>
      cookieOf(await post('/session', { user: role, password: passwordOf(role) })).split(';')[0] as string
    const [editor, viewer] = [await open('editor'), await open('viewer')]
    const as = (cookie: string, method: string, path: string) =>
      admin.call(null, method, path, undefined, { cookie, 'x-startnode': '1' })
    const own = (await as(viewer, 'GET', '/sessions')).body as { sessions: { user: string; own: boolean }[] }
    expect(new Set(own.sessions.map(({ user }) => user))).toEqual(new Set(['viewer']))
    expect(own.sessions.filter((session) => session.own).length).toBe(1)
    const listed = await as(editor, 'GET', '/users')
    expect(listed.text).not.toContain('scrypt')
    const { users } = listed.body as { users: { name: string; role: Role; sessions: number }[] }
    expect(users.map(({ name, role }) => [name, role])).toEqual(ROLES.map((role) => [role, role]))
    expect(users.find(({ name }) => name === 'viewer')?.sessions).toBeGreaterThan(0)
    expect((await as(editor, 'DELETE', '/users/viewer/sessions')).status).toBe(204)
    expect((await as(viewer, 'GET', '/session')).status).toBe(401)
    expect((await as(editor, 'DELETE', '/users/nobody/sessions')).status).toBe(400)
  })

  test('who is logged out reads no further: open streams end at once', async () => {
    const open = async () =>
      cookieOf(await post('/session', { user: 'viewer', password: passwordOf('viewer') })).split(
        ';',
      )[0] as string
    const [first, second] = [await open(), await open()]
    const streams = await Promise.all(
      [first, second].flatMap((cookie) =>
        ['/events', '/requests/stream'].map((path) =>
          fetch(`${admin.url}/admin/v1${path}`, { headers: { cookie } }),
        ),
      ),
    )
    const ended = (mine: Response[]) => Promise.all(mine.map((stream) => stream.text()))
    const mine = { cookie: first, 'x-startnode': '1' }
    expect((await admin.call(null, 'DELETE', '/session', undefined, mine)).status).toBe(204)
    await ended(streams.slice(0, 2))
    expect((await admin.call('editor', 'DELETE', '/users/viewer/sessions')).status).toBe(204)
    await ended(streams.slice(2))
  })

  test('a name that leads here but is none of ours is refused: no site reads what another name answers', async () => {
    const { port } = new URL(admin.url)
    const get = async (host: string, path = '/admin/v1/openapi.json') =>
      (await sendRaw(admin.url, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)).split(
        '\r\n',
      )
    for (const host of [
      'evil.example.com',
      `rebind.evil.example.com:${port}`,
      '127.0.0.1.evil.example.com',
      'a b',
    ]) {
      for (const path of ['/admin/v1/openapi.json', '/console', '/elsewhere']) {
        const lines = await get(host, path)
        expect([host, lines[0]]).toEqual([host, expect.stringMatching(/ (421|400) /)])
      }
    }
    expect((await get('evil.example.com')).at(-1)).toMatch(
      /"code":"host_refused".*'evil\.example\.com'.*ADMIN_HOSTS/,
    )
    for (const host of [
      `127.0.0.1:${port}`,
      'localhost',
      '[::1]:1',
      'receiver:3001',
      'STARTNODE.bank.example',
      'startnode.bank.example.:443',
    ])
      expect([host, (await get(host))[0]]).toEqual([host, 'HTTP/1.1 200 OK'])
  })

  test('a change in a session needs our header and our origin; reading does not', async () => {
    const opened = await post('/session', { user: 'editor', password: passwordOf('editor') })
    const cookie = cookieOf(opened).split(';')[0] as string
    const change = (headers: Record<string, string>) =>
      admin.call(null, 'POST', '/processes/loan-approved/pause', undefined, { cookie, ...headers })
    const refused = { status: 403, body: { error: { code: 'origin_refused' } } }
    expect(await change({})).toMatchObject(refused)
    expect(await change({ 'x-startnode': '1', origin: 'https://evil.example.com' })).toMatchObject(refused)
    const message = expect.stringMatching(
      /browser says evil\.example\.com, Host says 127\.0\.0\.1:\d+\. A proxy/,
    )
    expect(await change({ 'x-startnode': '1', origin: 'https://evil.example.com' })).toMatchObject({
      body: { error: { message } },
    })
    expect(admin.logged.some((line) => line.includes('browser says evil.example.com'))).toBe(true)
    const behindProxy = await change({
      'x-startnode': '1',
      origin: 'https://console.bank.example',
      'x-forwarded-host': 'console.bank.example',
    })
    expect(behindProxy).toMatchObject({
      status: 403,
      body: {
        error: {
          message: expect.stringMatching(
            /browser says console\.bank\.example, Host says 127\.0\.0\.1:\d+, X-Forwarded-Host says console\.bank\.example, which counts/,
          ),
        },
      },
    })
    expect(await change({ 'x-startnode': '1', origin: 'null' })).toMatchObject(refused)
    expect(await change({ 'x-startnode': '1', 'sec-fetch-site': 'same-site' })).toMatchObject(refused)
    expect(await change({ 'x-startnode': '1', origin: UI_URL })).toMatchObject(refused)
    expect(await change({ 'x-startnode': '1', origin: admin.url })).toMatchObject({ status: 200 })
    expect(await change({ 'x-startnode': '1' })).toMatchObject({ status: 200 })
    expect(
      await post(
        '/session',
        { user: 'editor', password: passwordOf('editor') },
        { origin: 'https://evil.example.com' },
      ),
    ).toMatchObject(refused)
    expect((await admin.call(null, 'GET', '/processes', undefined, { cookie })).status).toBe(200)
    expect((await admin.call(null, 'OPTIONS', '/processes')).headers.get('access-control-allow-origin')).toBe(
      null,
    )
  })

  test('wrong user and wrong password are answered alike, and slowed down after five', async () => {
    const wrong = {
      status: 401,
      body: { error: { code: 'login_failed', message: 'User or password is wrong' } },
    }
    expect(await post('/session', { user: 'nobody', password: 'x' })).toMatchObject(wrong)
    for (let tries = 0; tries < 5; tries += 1) {
      expect(await post('/session', { user: 'operator', password: `guess ${tries}` })).toMatchObject(wrong)
    }
    const limited = await post('/session', { user: 'operator', password: passwordOf('operator') })
    expect(limited).toMatchObject({ status: 429, body: { error: { code: 'login_limited' } } })
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(800)
    expect(await post('/session', { user: 'viewer', password: passwordOf('viewer') })).toMatchObject({
      status: 200,
    })
  })

  test('the Web UI may decode with the cookie of its reader; no other site may, and nothing else', async () => {
    const opened = await post('/session', { user: 'viewer', password: passwordOf('viewer') })
    const cookie = cookieOf(opened).split(';')[0] as string
    const payload = { metadata: { encoding: base64('json/plain') }, data: base64('"clear"') }
    const encoded = await admin.call('editor', 'POST', '/codec/encode', { payloads: [payload] })
    expect(encoded.status).toBe(200)
    expect(encoded.text).not.toContain(payload.data)
    const decode = (headers: Record<string, string>) =>
      admin.call(null, 'POST', '/codec/decode', encoded.body, { cookie, ...headers })
    const fromUi = await decode({ origin: UI_URL })
    expect(fromUi).toMatchObject({ status: 200, body: { payloads: [{ data: payload.data }] } })
    expect(fromUi.headers.get('access-control-allow-origin')).toBe(UI_URL)
    expect(fromUi.headers.get('access-control-allow-credentials')).toBe('true')
    expect((await admin.call(null, 'OPTIONS', '/codec/decode', undefined, { origin: UI_URL })).status).toBe(
      204,
    )
    const fromEvil = await decode({ origin: 'https://evil.example.com' })
    expect(fromEvil.status).toBe(403)
    expect(fromEvil.headers.get('access-control-allow-origin')).toBe(null)
    expect((await admin.call(null, 'POST', '/codec/decode', encoded.body, { origin: UI_URL })).status).toBe(
      401,
    )
  })

  test('the codec endpoint masks what the role may not see, and refuses what is no payload', async () => {
    const encode = (value: unknown) => ({
      metadata: { encoding: base64('json/plain') },
      data: base64(JSON.stringify(value)),
    })
    const settings = { generation: 'ab'.repeat(16), other: 1 }
    const proved = { proof: { id: 'x', hmac: 'cd'.repeat(32) } }
    const decodeAs = async (role: 'viewer' | 'editor') => {
      const { body } = await admin.call(role, 'POST', '/codec/decode', {
        payloads: [encode(settings), encode(proved)],
      })
      const { payloads } = body as { payloads: { data: string }[] }
      return payloads.map(({ data }) => JSON.parse(Buffer.from(data, 'base64').toString()))
    }
    expect(await decodeAs('editor')).toEqual([settings, proved])
    expect(await decodeAs('viewer')).toEqual([
      { generation: '********', other: 1 },
      { proof: { id: 'x', hmac: '********' } },
    ])
    for (const data of ['not base64!', 'abc', '%%%%'])
      expect((await admin.call('editor', 'POST', '/codec/decode', { payloads: [{ data }] })).status).toBe(400)
    const sealed = { metadata: { encoding: base64('binary/encrypted') }, data: base64('nobody made this') }
    expect((await admin.call('editor', 'POST', '/codec/decode', { payloads: [sealed] })).status).toBe(200)
  })

  test('no answer tells a browser to keep it, and junk is refused with a clear answer', async () => {
    const { headers } = await admin.call('viewer', 'GET', '/processes')
    expect(headers.get('cache-control')).toBe('no-store')
    // Longer than what pools connections before it: else a request meets one that is closed just then (502).
    expect(headers.get('keep-alive')).toBe('timeout=65')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    const junk = await fetch(`${admin.url}/admin/v1/session`, { method: 'POST', body: '{"user":' })
    expect([junk.status, await junk.json()]).toMatchObject([400, { error: { code: 'request_invalid' } }])
    const long = await post('/session', { user: 'x', password: 'x'.repeat(20_000) })
    expect(long).toMatchObject({ status: 413, body: { error: { code: 'body_too_large' } } })
    for (const path of [
      '/console/%E0%A4%A',
      '/console/assets/%',
      '/%',
      '/console/assets/..%2f..%2fserver.ts',
    ]) {
      const page = await fetch(admin.url + path)
      const text = await page.text()
      expect([path, page.status < 500, text.includes('    at '), text.includes('node_modules')]).toEqual([
        path,
        true,
        false,
        false,
      ])
    }
    for (const authorization of [
      'Basic ',
      'Basic !!!',
      'Bearer x.y',
      `Basic ${'A'.repeat(8_000)}`,
      'Digest x',
    ])
      expect((await admin.call(null, 'GET', '/session', undefined, { authorization })).status).toBe(401)
    expect(await admin.call('editor', 'GET', '/nothing')).toMatchObject({ status: 404 })
    const invalid = { status: 400, body: { error: { code: 'request_invalid' } } }
    for (const path of [
      '/aliases/%E0%A4%A',
      '/tasks/loan-approved/%',
      '/tasks/loan-approved/%00',
      '/tasks?ref=%0A',
    ])
      expect(await admin.call('editor', 'GET', path)).toMatchObject(invalid)
    const nowhere = { status: 400, body: { error: { code: 'usage' } } }
    for (const list of ['/tasks', '/quarantine'])
      expect(await admin.call('editor', 'GET', `${list}?cursor=bm9uZQ`)).toMatchObject(nowhere)
  })
})
