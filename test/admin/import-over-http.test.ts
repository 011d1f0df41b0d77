/** Exports of MPO over HTTP: checked without a trace, imported as by the command, given back byte for byte. */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { UPLOAD_BOUNDS } from '../../src/import/imports.ts'
import { versionOf } from '../../src/process/ids/diagram-id.ts'
import { type OpenAdmin, openAdmin } from './open-admin.ts'

const EXPORTS = new URL('../fixtures/exports/', import.meta.url)
const shape = (name: string) => readFileSync(new URL(`shapes/${name}`, EXPORTS))
const problem = (name: string) => readFileSync(new URL(`problems/${name}.json`, EXPORTS))
const zip = (name: string) => readFileSync(new URL(`zips/${name}`, EXPORTS))
const LIMIT = '7001-card-limit-raise-v2'
const ID = '7001-card-limit'

let admin: OpenAdmin

beforeAll(async () => {
  admin = await openAdmin('admin-imports')
})
afterAll(() => admin?.close())

beforeEach(() => {
  for (const name of readdirSync(admin.workflows)) rmSync(join(admin.workflows, name), { recursive: true })
})

const written = () =>
  readdirSync(admin.workflows, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))
const post = (path: string, bytes: Uint8Array) => admin.call('editor', 'POST', path, bytes)
const codeOf = (body: unknown) => (body as { error?: { code: string } }).error?.code
const variables = async () =>
  (
    (await admin.call('editor', 'GET', '/variables')).body as {
      variables: { name: string; secret: boolean }[]
    }
  ).variables

test('a check tells what an export would become, with each problem at its node, and writes nothing', async () => {
  const { status, body } = await post('/imports/check?name=limit.conv.json', problem('credential_in_header'))
  expect({ status, body }).toMatchObject({
    status: 200,
    body: {
      ok: true,
      refusal: null,
      unplanned: null,
      processes: [
        {
          mpoId: '7001',
          file: 'limit.conv.json',
          nodes: { 'API Call': 1 },
          becomes: {
            process: ID,
            state: 'new',
            former: null,
            secrets: [`${ID}-apikey`, `${ID}-authorization`],
          },
        },
      ],
    },
  })
  expect(JSON.stringify(body)).not.toContain('made-up-')
  const wrong = await post('/imports/check', problem('target_missing'))
  expect(wrong.body).toMatchObject({
    ok: false,
    errors: 1,
    problems: [
      { code: 'target_missing', severity: 'error', nodeTitle: 'Start', line: expect.any(Number) },
      { code: 'orphaned', severity: 'warning' },
    ],
  })
  expect(written()).toEqual([])
  expect((await variables()).filter(({ name }) => name.startsWith(ID))).toEqual([])
})

test('an import writes what the command writes, and comes back byte for byte', async () => {
  const bytes = shape('every-logic.conv.json')
  const imported = await post('/imports?name=every-logic.conv.json', bytes)
  expect(imported).toMatchObject({
    status: 200,
    body: {
      imported: [{ process: LIMIT, version: versionOf(bytes.toString()), state: 'new', former: null }],
      next: expect.arrayContaining([expect.stringContaining('start worker and receiver again')]),
    },
  })
  expect(readFileSync(join(admin.workflows, `${LIMIT}.conv.json`))).toEqual(bytes)
  const back = await admin.call('editor', 'GET', `/processes/${LIMIT}/export`)
  expect(Buffer.from(back.text)).toEqual(bytes)
  expect(back.headers.get('content-disposition')).toBe(`attachment; filename="${LIMIT}.conv.json"`)
  const changed = Buffer.from(bytes.toString().replace('Card limit: raise (v2)', 'Another title'))
  const check = await post('/imports/check', changed)
  const version = versionOf(bytes.toString())
  expect(check.body).toMatchObject({ processes: [{ becomes: { state: 'changed', former: version } }] })
  await post('/imports', changed)
  expect(written().toSorted()).toEqual([`${LIMIT}.conv.json`, `versions/${LIMIT}/${version}.conv.json`])
  const line = admin.logged.map((one) => JSON.parse(one)).find(({ path }) => path === '/imports')
  expect(line).toMatchObject({ actor: 'api:editor', subject: { imported: [`${LIMIT} ${version} new`] } })
  expect((await admin.call('editor', 'GET', '/processes/nobody/export')).status).toBe(404)
})

test('a byte order mark and line ends of another system come back too', async () => {
  const bytes = shape('crlf-and-mark.json')
  const { body } = await post('/imports', bytes)
  const [{ process } = { process: '' }] = (body as { imported: { process: string }[] }).imported
  const file = readFileSync(join(admin.workflows, `${process}.conv.json`))
  const back = await fetch(`${admin.url}/admin/v1/processes/${process}/export`, {
    headers: { authorization: `Basic ${Buffer.from('editor:the password of editor').toString('base64')}` },
  })
  expect(Buffer.from(await back.arrayBuffer())).toEqual(file)
})

test('credentials go sealed into the settings, in the name of who imported', async () => {
  const { status, text } = await post('/imports', problem('credential_in_header'))
  expect(status).toBe(200)
  const file = readFileSync(join(admin.workflows, `${ID}.conv.json`), 'utf8')
  expect(file).toContain(`"apikey": "{{env_var[@${ID}-apikey]}}"`)
  expect(text + file + admin.logged.join('')).not.toContain('made-up-')
  expect((await variables()).filter(({ name }) => name.startsWith(ID))).toMatchObject([
    { name: `${ID}-apikey`, secret: true },
    { name: `${ID}-authorization`, secret: true },
  ])
  const { body } = await admin.call(
    'editor',
    'GET',
    `/audit?on=${encodeURIComponent(`env_var[@${ID}-apikey]`)}`,
  )
  expect(body).toMatchObject({ entries: [{ actor: 'api:editor', op: 'setVariable', proved: true }] })
  expect((await post('/imports', problem('credential_in_header'))).body).toMatchObject({
    imported: [{ state: 'unchanged' }],
    variables: [],
  })
})

test('a ZIP brings its variables, and its aliases when asked to', async () => {
  expect((await post('/imports?aliases=true', zip('tree.zip'))).body).toMatchObject({
    imported: [{ process: ID }, { process: '7002-score' }],
    variables: ['bank-url', 'limits'],
    aliases: ['score'],
    next: expect.arrayContaining(['To be set: startnode variable set bank-key --secret']),
  })
  expect((await admin.call('editor', 'GET', '/aliases/score')).body).toMatchObject({ process: '7002-score' })
})

test('with errors nothing is written unless one says so', async () => {
  const refused = await post('/imports', problem('target_missing'))
  expect([refused.status, codeOf(refused.body)]).toEqual([409, 'import_refused'])
  expect(written()).toEqual([])
  expect((await post('/imports?force=true', problem('target_missing'))).body).toMatchObject({ errors: 1 })
  expect(written()).toEqual([`${ID}.conv.json`])
})

test('an export without an id of MPO takes the one that is given, and a check says that it needs one', async () => {
  const bytes = problem('process_id_missing')
  expect((await post('/imports/check', bytes)).body).toMatchObject({
    unplanned: expect.stringContaining('no id of MPO'),
    processes: [{ becomes: null }],
  })
  expect(codeOf((await post('/imports', bytes)).body)).toBe('usage')
  expect((await post('/imports?id=card-limit', bytes)).body).toMatchObject({
    imported: [{ process: 'card-limit' }],
  })
})

test.each([
  ['no export', () => problem('not_an_export'), 422, 'not_an_export'],
  ['no JSON', () => problem('json_invalid'), 422, 'not_an_export'],
  ['a damaged ZIP', () => zip('damaged.zip'), 422, 'export_unreadable'],
  ['a ZIP that leads out of itself', () => zip('path-out-of-it.zip'), 422, 'export_unreadable'],
  ['a ZIP that lies about its size', () => zip('lying-size.zip'), 422, 'export_unreadable'],
  ['nothing', () => Buffer.alloc(0), 400, 'request_invalid'],
  ['too much', () => Buffer.alloc(UPLOAD_BOUNDS.packed + 1, 32), 413, 'body_too_large'],
])('%s is refused by check and import alike', async (_, bytes, status, code) => {
  for (const path of ['/imports/check', '/imports']) {
    const refused = await post(path, bytes())
    expect([path, refused.status, codeOf(refused.body)]).toEqual([path, status, code])
  }
  expect(written()).toEqual([])
})

test('two imports at once write one after the other', async () => {
  const text = shape('every-logic.conv.json').toString()
  const contents = [text, `${text}\n`]
  const done = await Promise.all(contents.map((content) => post('/imports', Buffer.from(content))))
  expect(done.map(({ status }) => status)).toEqual([200, 200])
  expect(written()).toHaveLength(2)
  for (const name of written()) expect(contents).toContain(readFileSync(join(admin.workflows, name), 'utf8'))
})

test('who may not, and an installation that does not, import nothing', async () => {
  const bytes = shape('every-logic.conv.json')
  for (const role of ['viewer', 'operator'] as const)
    for (const [method, path] of [
      ['POST', '/imports/check'],
      ['POST', '/imports'],
      ['GET', '/processes/nobody/export'],
    ] as const)
      expect((await admin.call(role, method, path, method === 'GET' ? undefined : bytes)).status).toBe(403)
  expect((await admin.call('viewer', 'GET', '/imports')).body).toEqual({
    refusal: null,
    maxBytes: UPLOAD_BOUNDS.packed,
  })
  const other = await openAdmin('admin-no-imports', 'nobody', { mayImport: false })
  try {
    const refusal = expect.stringContaining('workers first, then receivers')
    expect((await other.call('viewer', 'GET', '/imports')).body).toMatchObject({ refusal })
    expect((await other.call('editor', 'POST', '/imports/check', bytes)).body).toMatchObject({
      ok: true,
      refusal,
    })
    const refused = await other.call('editor', 'POST', '/imports?force=true', bytes)
    expect(refused).toMatchObject({
      status: 409,
      body: { error: { code: 'import_refused', message: refusal } },
    })
    expect(readdirSync(other.workflows)).toEqual([])
  } finally {
    await other.close()
  }
})

test('a receiver that answers webhooks judges a large export beside them', async () => {
  const text = shape('every-logic.conv.json').toString()
  const many = Array.from({ length: 400 }, (_, at) =>
    JSON.parse(text.replaceAll('7001', String(70_010 + at))),
  )
  let longest = 0
  let last = performance.now()
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 5)
  const began = performance.now()
  const { body } = await post('/imports/check', Buffer.from(JSON.stringify(many)))
  clearInterval(beat)
  expect((body as { processes: unknown[] }).processes).toHaveLength(400)
  // Far less than it took: what is left on this loop is to read and to write JSON
  expect(longest).toBeLessThan((performance.now() - began) / 2)
})
