/** What an editor does over the admin API takes effect, is masked for others, and carries its actor. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { type OpenAdmin, openAdmin } from './open-admin.ts'

let admin: OpenAdmin

beforeAll(async () => {
  admin = await openAdmin('admin')
})
afterAll(() => admin?.close())

test('a process is listed with its URL off, auth none and counters, before anybody touched it', async () => {
  await registerSearchAttributes(admin.parts.connection, admin.parts.namespace)
  const body = await waitFor('counts', async () => {
    const { status, body } = await admin.call('viewer', 'GET', '/processes')
    expect(status).toBe(200)
    return (
      (body as { processes: { tasks: unknown }[] }).processes.every(({ tasks }) => tasks !== null) && body
    )
  })
  expect(body).toEqual({
    processes: ['card-lost', 'loan-approved'].map((process) => ({
      process,
      title: `Title of ${process}`,
      inCode: true,
      urlOn: false,
      auth: 'none',
      refuses: null,
      paused: false,
      aliases: [],
      waiting: null,
      counters: { accepted: 0, refused: 0, lastAt: null },
      tasks: {
        open: expect.any(Number),
        completed24h: expect.any(Number),
        failed24h: expect.any(Number),
        ended24h: [],
      },
      quarantined: expect.any(Number),
      hours: { accepted: new Array(24).fill(0), refused: new Array(24).fill(0) },
      lastAt: null,
      answerMs: { p50: null, p95: null, p99: null, count: 0 },
    })),
  })
})

test('a URL is switched on, shown in full to editors and masked to others, rotated and switched off', async () => {
  const on = await admin.call('editor', 'POST', '/processes/loan-approved/enable')
  expect(on).toMatchObject({ status: 200, body: { on: true } })
  const { urls } = on.body as { urls: { json: string; xml: string } }
  expect(urls.json).toMatch(
    /^https:\/\/hooks\.example\.com\/api\/2\/json\/public\/loan-approved\/[0-9a-f]{40}$/,
  )
  expect(urls.xml).toContain('/api/2/xml/public/')

  const seen = async (role: 'viewer' | 'operator' | 'editor') =>
    ((await admin.call(role, 'GET', '/processes/loan-approved')).body as { urls: { json: string } }).urls.json
  expect(await seen('editor')).toBe(urls.json)
  for (const role of ['viewer', 'operator'] as const)
    expect(await seen(role)).toBe(urls.json.replace(/[0-9a-f]{40}$/, '********'))

  const rotated = await admin.call('editor', 'POST', '/processes/loan-approved/rotate', { overlapMs: 60_000 })
  expect((rotated.body as { urls: { json: string } }).urls.json).not.toBe(urls.json)
  const { body } = await admin.call('viewer', 'GET', '/processes/loan-approved/accepted')
  expect((body as { accepted: { uses: number }[] }).accepted[0]).toMatchObject({ uses: 0, ended: false })
  expect(rotated.body).toMatchObject({ warnings: [] })
  expect(await admin.call('editor', 'POST', '/processes/loan-approved/rotate', {})).toMatchObject({
    body: { warnings: [expect.stringContaining('is refused from now on too')] },
  })

  expect(await admin.call('editor', 'POST', '/processes/loan-approved/disable')).toMatchObject({
    body: { on: false, urls: null },
  })
  expect(await seen('editor').catch(() => null)).toBe(null)
})

test('credentials are shown to editors only, and none forgets them', async () => {
  const path = '/processes/card-lost/auth'
  const set = await admin.call('editor', 'PUT', path, { type: 'basic', user: 'mambu', pass: 'canary-pass' })
  expect(set).toMatchObject({
    status: 200,
    body: { auth: { type: 'basic', user: 'mambu', pass: 'canary-pass' } },
  })
  const masked = await admin.call('operator', 'GET', '/processes/card-lost')
  expect(masked.body).toMatchObject({ auth: { type: 'basic', user: '********', pass: '********' } })
  expect(masked.text).not.toContain('canary-pass')
  expect(await admin.call('editor', 'PUT', path, { type: 'none' })).toMatchObject({
    body: { auth: { type: 'none' } },
  })
  expect(await admin.call('editor', 'PUT', path, { type: 'basic', user: 'mambu' })).toMatchObject({
    status: 400,
    body: { error: { code: 'request_invalid', problems: [{ path: '/pass' }] } },
  })
})

test('the value of a secret variable never comes back out, that of a visible one to editors', async () => {
  await admin.call('editor', 'PUT', '/variables/webhook-var', {
    type: 'json',
    secret: true,
    value: '{"user":"u","pass":"canary-secret"}',
  })
  await admin.call('editor', 'PUT', '/variables/visible-var', { value: 'canary-visible' })
  await admin.call('editor', 'PUT', '/processes/card-lost/auth', {
    type: 'basic',
    user: '{{env_var[@webhook-var].user}}',
    pass: '{{env_var[@not-there].pass}}',
  })
  const editor = await admin.call('editor', 'GET', '/variables')
  expect(editor.body).toMatchObject({
    variables: [
      { name: 'visible-var', secret: false, value: 'canary-visible', usedBy: [] },
      { name: 'webhook-var', secret: true, value: '********', usedBy: ['card-lost'] },
    ],
    missing: [{ variable: 'not-there', usedBy: 'card-lost' }],
  })
  expect(editor.text).not.toContain('canary-secret')
  expect((await admin.call('operator', 'GET', '/variables')).text).not.toContain('canary')
  for (const [value, why] of [
    ['{', 'is not valid JSON'],
    // It would be compared and sent as 12345678901234567000.
    ['{"pass":12345678901234567890}', 'has a number that would be rounded'],
    ['{"a":[1e400]}', 'has a number that would be rounded'],
    ['{"pass":"a","pass":"b"}', 'has a key twice'],
    ['1,"a":2', 'is not valid JSON'],
  ] as const) {
    const bad = await admin.call('editor', 'PUT', '/variables/bad-json', { type: 'json', value })
    expect(bad).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining(why) } } })
    expect(bad.text).not.toMatch(/1234567|"b"/)
  }
  for (const value of ['[1.10,{"a":null}]', '"text"', '7'])
    expect(await admin.call('editor', 'PUT', '/variables/good-json', { type: 'json', value })).toMatchObject({
      status: 200,
    })
  await admin.call('editor', 'DELETE', '/variables/good-json')
  expect(await admin.call('editor', 'DELETE', '/variables/visible-var')).toMatchObject({
    status: 200,
    body: { warnings: [] },
  })
  expect(await admin.call('editor', 'GET', '/variables/visible-var')).toMatchObject({
    status: 404,
    body: { error: { code: 'variable_unknown' } },
  })
})

test('auth that lets nobody in says so at the change, and wherever the process is looked at', async () => {
  const auth = '/processes/card-lost/auth'
  const variable = '/variables/door-var'
  const basicOf = (pass: string) => ({ type: 'basic', user: 'mambu', pass })
  const said = (why: string) => ({
    status: 200,
    body: {
      warnings: [`card-lost refuses every request (401): its credentials can't be given: ${why}`],
    },
  })
  const refuses = async (role: 'viewer' | 'editor' = 'viewer') => {
    const { body } = await admin.call(role, 'GET', '/processes/card-lost')
    return (body as { refuses: string | null }).refuses
  }
  const gone = '{{env_var[@door-var].pass}}: there is no such variable'
  expect(await admin.call('editor', 'PUT', auth, basicOf('{{env_var[@door-var].pass}}'))).toMatchObject(
    said(gone),
  )
  expect(await refuses()).toBe(gone)
  const value = (text: object) => ({ type: 'json', secret: true, value: JSON.stringify(text) })
  expect(await admin.call('editor', 'PUT', variable, value({ pass: 'x' }))).toMatchObject({
    status: 200,
    body: { warnings: [] },
  })
  expect(await refuses()).toBe(null)
  expect(await admin.call('editor', 'PUT', variable, value({ pas: 'x' }))).toMatchObject(
    said('{{env_var[@door-var].pass}}: the variable has no such place'),
  )
  expect(await admin.call('editor', 'PUT', variable, value({ pass: '' }))).toMatchObject(
    said('a value is empty'),
  )
  expect(await admin.call('editor', 'DELETE', variable)).toMatchObject(said(gone))
  expect((await admin.call('viewer', 'GET', '/processes')).body).toMatchObject({
    processes: expect.arrayContaining([
      expect.objectContaining({ process: 'card-lost', refuses: gone }),
      expect.objectContaining({ process: 'loan-approved', refuses: null }),
    ]),
  })
  // What follows a reference without an end may be a secret.
  await admin.call('editor', 'PUT', auth, basicOf('{{env_var[@door-var canary-tail'))
  expect(await refuses()).toBe('{{env_var[@door-var: this is no reference: write {{env_var[@name].key}}')
  await admin.call('editor', 'PUT', auth, { type: 'none' })
})

test('an alias is created, linked, switched on, renamed with warnings, unlinked and deleted', async () => {
  expect(
    await admin.call('editor', 'POST', '/aliases', {
      alias: 'loans',
      title: 'Loans',
      process: 'loan-approved',
    }),
  ).toMatchObject({ status: 200, body: { alias: 'loans', process: 'loan-approved', urlOn: false } })
  const { body } = await admin.call('editor', 'POST', '/aliases/loans/enable')
  const { json } = (body as { urls: { json: string } }).urls
  expect(json).toMatch(/\/api\/2\/json\/public\/@loans\/[0-9a-f]{40}$/)
  expect(await admin.call('viewer', 'GET', '/aliases/loans')).toMatchObject({
    body: { urls: { json: json.replace(/[0-9a-f]{40}$/, '********') } },
  })
  expect(await admin.call('editor', 'PUT', '/aliases/loans/link', { process: 'card-lost' })).toMatchObject({
    body: { process: 'card-lost', urls: { json } },
  })
  expect(await admin.call('editor', 'PUT', '/aliases/loans/link', { process: 'nowhere' })).toMatchObject({
    status: 404,
    body: { error: { code: 'process_unknown' } },
  })
  const renamed = await admin.call('editor', 'POST', '/aliases/loans/rename', { to: 'new-loans' })
  expect((renamed.body as { warnings: string[] }).warnings.join()).toContain('@loans is refused from then on')
  expect(await admin.call('editor', 'DELETE', '/aliases/new-loans/link')).toMatchObject({
    body: { process: null },
  })
  expect(await admin.call('editor', 'DELETE', '/aliases/new-loans')).toMatchObject({ status: 204 })
  expect(await admin.call('viewer', 'GET', '/aliases')).toMatchObject({ body: { aliases: [] } })
})

test('an old URL of MPO is adopted by its path, listed without it, and dropped', async () => {
  const url = `https://mpo.example.com/api/1/json/public/@loans/project/stage/company/${'ab'.repeat(20)}`
  await admin.call('editor', 'POST', '/processes/loan-approved/enable')
  const adopted = await admin.call('editor', 'POST', '/processes/loan-approved/accepted', { url })
  expect(adopted).toMatchObject({
    status: 200,
    body: { accepted: [{ note: 'mpo.example.com @loans/project/stage/company', until: null, uses: 0 }] },
  })
  expect(adopted.text).not.toContain('ab'.repeat(20))
  const [{ pathHash }] = (adopted.body as { accepted: [{ pathHash: string }] }).accepted
  expect(await admin.call('editor', 'DELETE', `/processes/loan-approved/accepted/${pathHash}`)).toMatchObject(
    {
      body: { accepted: [] },
    },
  )
  expect(
    await admin.call('editor', 'POST', '/processes/loan-approved/accepted', {
      url: 'https://mpo.example.com/x',
    }),
  ).toMatchObject({ status: 400, body: { error: { code: 'usage' } } })
})

test('intake is set in parts; an operator pauses and resumes', async () => {
  const path = '/processes/loan-approved'
  expect(
    await admin.call('editor', 'PATCH', `${path}/intake`, { perSecond: 5, sources: ['10.0.0.0/8'] }),
  ).toMatchObject({
    body: { intake: { perSecond: 5, sources: ['10.0.0.0/8'], answers: 'http', paused: false } },
  })
  expect(await admin.call('editor', 'PATCH', `${path}/intake`, { sources: ['10.0.0.0/99'] })).toMatchObject({
    status: 400,
  })
  expect(await admin.call('operator', 'POST', `${path}/pause`)).toMatchObject({
    body: { intake: { paused: true } },
  })
  expect(await admin.call('operator', 'POST', `${path}/resume`)).toMatchObject({
    body: { paused: false, intake: { paused: false, perSecond: 5 } },
  })
})

test('every change is in the audit with its actor', async () => {
  const { body } = await admin.call('viewer', 'GET', '/audit?limit=1000')
  const { entries } = body as { entries: { op: string; actor: string; proved: boolean }[] }
  expect(new Set(entries.map(({ op }) => op))).toEqual(
    new Set([
      'enableUrl',
      'rotateUrl',
      'disableUrl',
      'setAuth',
      'setVariable',
      'deleteVariable',
      'createAlias',
      'linkAlias',
      'renameAlias',
      'unlinkAlias',
      'deleteAlias',
      'adoptUrl',
      'dropAcceptedUrl',
      'setIntake',
    ]),
  )
  expect(new Set(entries.map(({ actor }) => actor))).toEqual(new Set(['api:editor', 'api:operator']))
  expect(entries.every(({ proved }) => proved)).toBe(true)
  expect((await admin.call('viewer', 'GET', '/audit')).text).not.toContain('canary')
})
