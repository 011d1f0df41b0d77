/** Secret variables never come back out: every view of the admin API is walked in every role, with auth that refers to them. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OpenApi } from '../../src/admin/serve/openapi.ts'
import { createMask } from '../../src/keys/mask-values.ts'
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts'
import { ROLES, type Role } from '../../src/users/role.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { type OpenAdmin, openAdmin } from './open-admin.ts'

const CANARY = 'canary-9f2/secret'
const PASS = '{{env_var[@spied-on].pass}}'
const PROCESS = 'loan-approved'
let admin: OpenAdmin
/** True: the canary is in the text, in whatever way it is written. */
const mask = createMask([{ value: CANARY, shown: '' }])
const holds = (text: string) => mask(text) !== text

beforeAll(async () => {
  admin = await openAdmin('admin-8')
  await registerSearchAttributes(admin.parts.connection, admin.parts.namespace)
  await set('PUT', '/variables/spied-on', {
    type: 'json',
    secret: true,
    value: JSON.stringify({ user: 'mambu', pass: CANARY }),
  })
  await set('PUT', '/variables/visible', { value: 'seen-by-editors' })
  await set('POST', `/processes/${PROCESS}/enable`)
  await set('POST', '/aliases', { alias: 'loans', process: PROCESS })
  await set('POST', '/aliases/loans/enable')
})
afterAll(() => admin?.close())

async function set(method: string, path: string, body?: unknown): Promise<void> {
  expect(await admin.call('editor', method, path, body)).toMatchObject({ status: 200 })
}

/** As an editor does who wants to read it. */
async function pointAuth(auth: object): Promise<void> {
  await set('PUT', `/processes/${PROCESS}/auth`, auth)
  const { revision } = (await admin.parts.settings.read()) as { revision: number }
  await waitFor('the receiver has it', () => (admin.parts.feed.current()?.revision ?? 0) >= revision)
}

/** Every GET of the document in every role; the places that hold the canary. */
async function walk(taskId: string): Promise<string[]> {
  const { paths } = (await admin.call(null, 'GET', '/openapi.json')).body as OpenApi
  const values: Record<string, string> = { process: PROCESS, alias: 'loans', name: 'spied-on' }
  const gets = Object.entries(paths).flatMap(([template, methods]) =>
    // Streams never end: they carry rows that lists have too, and that something changed.
    'get' in methods && !JSON.stringify(methods.get).includes('text/event-stream') ? [template] : [],
  )
  const look = async (template: string, role: Role) => {
    const path = template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? taskId)
    const { text, headers } = await admin.call(role, 'GET', path)
    return holds(text) || holds(JSON.stringify([...headers])) ? [`${role}: GET ${path}`] : []
  }
  expect(gets.length).toBeGreaterThan(25)
  const looked = await Promise.all(gets.flatMap((path) => ROLES.map((role) => look(path, role))))
  return looked.flat()
}

const AUTHS = [
  { type: 'basic', user: '{{env_var[@spied-on].user}}', pass: PASS },
  { type: 'basic', user: PASS, pass: `x${PASS}y` },
  { type: 'header', name: 'X-Secret', value: PASS },
  { type: 'header', name: 'X-Secret', value: '{{env_var[@spied-on]}}' },
  // Headers that the receiver reads for something else, and tells of
  { type: 'header', name: 'Content-Type', value: PASS },
  { type: 'header', name: 'Content-Type', value: `text/plain; charset=${PASS}` },
  { type: 'header', name: 'Content-Encoding', value: PASS },
  { type: 'header', name: 'X-Notifications-Idempotency-Key', value: PASS },
]

test.each(AUTHS)('nobody reads it through the auth of a process: %j', async (auth) => {
  await pointAuth(auth)
  for (const role of ['operator', 'editor'] as const) {
    const answer = await admin.call(role, 'POST', `/processes/${PROCESS}/try`, { body: '{"loan":"L1"}' })
    // The credentials are right all the same
    expect(answer).toMatchObject({ status: 200, body: { status: 200 } })
    expect(holds(answer.text)).toBe(false)
    const refused = await admin.call(role, 'POST', `/processes/${PROCESS}/try`, { body: '{' })
    expect(holds(refused.text)).toBe(false)
  }
  for (const path of ['', '/webhook', '/webhook?format=nvp', '/webhook?alias=loans', '/examples'])
    expect(holds((await admin.call('editor', 'GET', `/processes/${PROCESS}${path}`)).text)).toBe(false)
  // Before it is saved it is tried, too: with what is right, and with what leads nowhere
  for (const tried of [
    auth,
    JSON.parse(JSON.stringify(auth).replaceAll('.pass}}', '.pass.more}}')) as object,
  ]) {
    const checked = await admin.call('editor', 'POST', `/processes/${PROCESS}/auth/check`, tried)
    expect(checked.status).toBe(200)
    expect(holds(checked.text)).toBe(false)
  }
  expect(holds(admin.logged.join('\n'))).toBe(false)
})

test('no view of the API has it, in any role', async () => {
  await pointAuth(AUTHS[0] as object)
  const { body } = await admin.call('editor', 'POST', `/processes/${PROCESS}/try`, { body: '{"loan":"L3"}' })
  expect(await walk((body as { taskId: string }).taskId)).toEqual([])
}, 120_000)

test('it shows as its reference in credentials, headers and curl; a visible variable as its value to editors', async () => {
  await pointAuth({ type: 'basic', user: '{{env_var[@visible]}}', pass: PASS })
  const webhook = `/processes/${PROCESS}/webhook`
  const { body } = await admin.call('editor', 'GET', webhook)
  expect(body).toMatchObject({
    credentials: { type: 'basic', user: 'seen-by-editors', pass: PASS },
    headers: [{}, { name: 'Authorization', value: `Basic base64(seen-by-editors:${PASS})` }],
    curl: expect.stringContaining(`-u 'seen-by-editors:${PASS}'`),
  })
  const tried = await admin.call('editor', 'POST', `/processes/${PROCESS}/try`, { body: '{"loan":"L2"}' })
  expect(tried.body).toMatchObject({ curl: expect.stringContaining(`-u 'seen-by-editors:${PASS}'`) })
  expect((await admin.call('operator', 'GET', webhook)).text).not.toMatch(/seen-by-editors|env_var/)

  await pointAuth({ type: 'header', name: 'X-Secret', value: `v1 ${PASS}` })
  expect((await admin.call('editor', 'GET', webhook)).body).toMatchObject({
    credentials: { name: 'X-Secret', value: `v1 ${PASS}` },
    curl: expect.stringContaining(`'X-Secret: v1 ${PASS}'`),
  })
})
