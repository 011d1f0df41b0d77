/** What an endpoint does not know is refused by name, wherever it stands: a wish that is dropped in silence is not granted. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonSchema, OpenApi } from '../../src/admin/serve/openapi.ts'
import { type OpenAdmin, openAdmin } from './open-admin.ts'

let admin: OpenAdmin
let operations: { method: string; path: string; schema: JsonSchema | undefined; isUpload: boolean }[]

beforeAll(async () => {
  admin = await openAdmin('admin-strict')
  const { paths } = (await admin.call(null, 'GET', '/openapi.json')).body as OpenApi
  operations = Object.entries(paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, { requestBody }]) => ({
      method: method.toUpperCase(),
      path: template.replace(/\{\w+\}/g, 'nothing'),
      schema: requestBody?.content['application/json']?.schema,
      isUpload: requestBody?.content['application/zip'] !== undefined,
    })),
  )
})
afterAll(() => admin?.close())

interface Refused {
  readonly error: { code: string; message: string; problems: { path: string; message: string }[] }
}

/** Every object with named members in a schema, with its place in a value. */
function objectsIn(schema: JsonSchema, at = ''): { at: string; schema: JsonSchema }[] {
  const { properties, items, anyOf, oneOf } = schema as {
    properties?: Record<string, JsonSchema>
    items?: JsonSchema
    anyOf?: JsonSchema[]
    oneOf?: JsonSchema[]
  }
  return [
    ...(properties ? [{ at, schema }] : []),
    ...Object.entries(properties ?? {}).flatMap(([name, one]) => objectsIn(one, `${at}/${name}`)),
    ...(items ? objectsIn(items, `${at}/0`) : []),
    ...[...(anyOf ?? []), ...(oneOf ?? [])].flatMap((one) => objectsIn(one, at)),
  ]
}

/** Parts of bodies whose members are another's: Temporal's payloads, and signed heads, which are checked whole. */
const OF_OTHERS = ['/payloads/0', '/head']

describe('a key that is not known', () => {
  test('is refused by every endpoint that changes something, with what is known', async () => {
    const asked = operations.filter(({ method, isUpload }) => method !== 'GET' && !isUpload)
    expect(asked.length).toBeGreaterThan(30)
    for (const { method, path, schema } of asked) {
      const refused = await admin.call('editor', method, path, { ...startOf(schema), proces: 1 })
      const { error } = refused.body as Refused
      const problem = error.problems?.find((one) => one.path === '/proces')
      expect({ method, path, status: refused.status, code: error.code, problem }).toEqual({
        method,
        path,
        status: 400,
        code: 'request_invalid',
        problem: {
          path: '/proces',
          message: expect.stringMatching(/^is not known here; (known: |nothing is)/),
        },
      })
      for (const name of Object.keys((schema?.properties as object | undefined) ?? {}))
        expect(problem?.message).toContain(name)
    }
  })

  test('is refused inside of a body too', () => {
    for (const { path, schema } of operations) {
      for (const { at, schema: one } of objectsIn(schema ?? {}))
        if (!OF_OTHERS.includes(at)) expect([path, at, one.additionalProperties]).toEqual([path, at, false])
    }
  })

  test('is refused in a query, on every endpoint', async () => {
    for (const { method, path } of operations) {
      const { status, body } = await admin.call('editor', method, `${path}?overlapSecnds=60`)
      const at = (body as Refused).error.problems?.map((one) => one.path)
      expect([method, path, status, at]).toEqual([
        method,
        path,
        400,
        expect.arrayContaining(['/query/overlapSecnds']),
      ])
    }
  })

  test('the message says it, also where a client shows nothing else', async () => {
    const { body } = await admin.call('editor', 'POST', '/processes/loan-approved/rotate', {
      overlapSeconds: 60,
    })
    expect((body as Refused).error.message).toBe(
      'The request does not fit: /overlapSeconds is not known here; known: overlapMs',
    )
  })
})

test('a query is read whole or refused: nothing after the 1,000th is dropped', async () => {
  const many = Array.from({ length: 1_100 }, () => 'a=1').join('&')
  const { status, body } = await admin.call('editor', 'GET', `/tasks?${many}&state=failed`)
  expect([status, (body as Refused).error.message]).toEqual([400, 'The query has more than 100 parameters'])
  const twice = await admin.call('editor', 'GET', '/tasks?process=loan-approved&process=card-lost')
  expect(twice.status).toBe(400)
})

/** Of a body of several kinds, one of a kind: which keys are known depends on it. */
function startOf(schema: JsonSchema | undefined): object {
  const [kind] = (schema?.oneOf ?? schema?.anyOf ?? []) as {
    properties?: Record<string, { const?: unknown }>
  }[]
  return Object.fromEntries(
    Object.entries(kind?.properties ?? {}).flatMap(([name, { const: only }]) =>
      only === undefined ? [] : [[name, only]],
    ),
  )
}
