/** The OpenAPI document is one by the rules of 3.1, and what the API answers is what it says. */
import { Ajv2020 as Ajv } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OpenApi } from '../../src/admin/serve/openapi.ts'
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts'
import { type OpenAdmin, openAdmin } from './open-admin.ts'

let admin: OpenAdmin
let document: OpenApi

beforeAll(async () => {
  admin = await openAdmin('admin-3')
  await registerSearchAttributes(admin.parts.connection, admin.parts.namespace)
  document = (await admin.call(null, 'GET', '/openapi.json')).body as OpenApi
})
afterAll(() => admin?.close())

/** What OpenAPI 3.1.0 demands of the parts we write (its schema of 2022-10-07, by hand). */
const string = { type: 'string', minLength: 1 }
const content = {
  type: 'object',
  minProperties: 1,
  additionalProperties: { type: 'object', required: ['schema'], properties: { schema: { type: 'object' } } },
}
const SHAPE = {
  type: 'object',
  required: ['openapi', 'info', 'paths'],
  properties: {
    openapi: { type: 'string', pattern: '^3\\.1\\.\\d+$' },
    info: { type: 'object', required: ['title', 'version'], properties: { title: string, version: string } },
    paths: {
      type: 'object',
      propertyNames: { pattern: '^/' },
      additionalProperties: {
        type: 'object',
        propertyNames: { enum: ['get', 'post', 'put', 'patch', 'delete'] },
        additionalProperties: {
          type: 'object',
          required: ['operationId', 'tags', 'summary', 'description', 'parameters', 'responses'],
          additionalProperties: false,
          properties: {
            operationId: { type: 'string', pattern: '^[a-z][a-zA-Z]+$' },
            tags: { type: 'array', items: string, minItems: 1 },
            summary: string,
            description: string,
            security: { type: 'array', maxItems: 0 },
            parameters: {
              type: 'array',
              items: {
                type: 'object',
                required: ['name', 'in', 'required', 'schema'],
                properties: {
                  name: string,
                  in: { enum: ['path', 'query'] },
                  required: { type: 'boolean' },
                  schema: { type: 'object' },
                },
              },
            },
            requestBody: { type: 'object', required: ['content'], properties: { content } },
            responses: {
              type: 'object',
              required: ['default'],
              propertyNames: { pattern: '^([1-5]\\d\\d|default)$' },
              additionalProperties: {
                type: 'object',
                required: ['description'],
                properties: { description: string, content },
              },
            },
          },
        },
      },
    },
    components: {
      type: 'object',
      required: ['securitySchemes', 'schemas'],
      properties: { schemas: { type: 'object' }, securitySchemes: { type: 'object', minProperties: 1 } },
    },
  },
}

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

test('it has the shape of OpenAPI 3.1, unique operation ids, and every parameter of its paths', () => {
  const ajv = new Ajv({ strict: false })
  const valid = ajv.validate(SHAPE, document)
  expect(ajv.errors).toBe(null)
  expect(valid).toBe(true)
  const ids = operations().map(({ operation }) => operation.operationId)
  expect(new Set(ids).size).toBe(ids.length)
  for (const { path, operation } of operations()) {
    const inPath = operation.parameters.filter(({ in: where }) => where === 'path').map(({ name }) => name)
    expect(inPath.sort()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort())
  }
})

test('every schema in it is JSON Schema 2020-12', () => {
  const ajv = new Ajv({ strict: false })
  for (const { operation } of operations()) {
    const contents = [
      operation.requestBody?.content,
      ...Object.values(operation.responses).map((one) => one.content),
    ]
    const schemas = contents.flatMap((one) => Object.values(one ?? {}).map(({ schema }) => schema))
    for (const schema of [...schemas, ...operation.parameters.map(({ schema }) => schema)]) {
      if (!('$ref' in schema)) expect(ajv.validateSchema(schema)).toBe(true)
    }
  }
})

test('answers are what it says', async () => {
  await admin.call('editor', 'POST', '/aliases', { alias: 'loans', process: 'loan-approved' })
  await admin.call('editor', 'PUT', '/variables/some-var', { value: 'x' })
  const paths = [
    '/session',
    '/session/user',
    '/sessions',
    '/users',
    '/answer-times',
    '/processes',
    '/processes/loan-approved',
    '/processes/loan-approved/accepted',
    '/processes/loan-approved/diagram',
    '/processes/loan-approved/standing',
    '/processes/loan-approved/webhook',
    '/processes/loan-approved/schema',
    '/processes/loan-approved/examples',
    '/imports',
    '/aliases',
    '/aliases/loans',
    '/variables',
    '/variables/some-var',
    '/requests',
    '/quarantine',
    '/tasks',
    '/schedules',
    '/inbox',
    '/audit',
    '/doctor',
  ]
  for (const path of paths) {
    const { status, body } = await admin.call('editor', 'GET', path)
    const template = path
      .replace(/loan-approved/, '{process}')
      .replace(/\/loans$/, '/{alias}')
      .replace(/some-var/, '{name}')
    const schema = document.paths[template]?.get?.responses['200']?.content?.['application/json']?.schema
    const ajv = new Ajv({ strict: false })
    expect({ path, status, fits: ajv.validate(schema ?? false, body), errors: ajv.errors }).toEqual({
      path,
      status: 200,
      fits: true,
      errors: null,
    })
  }
})

test('the reference page has every endpoint, loads nothing and runs nothing', async () => {
  const { text, headers } = await admin.call(null, 'GET', '/reference')
  expect(headers.get('content-type')).toContain('text/html')
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; /)
  for (const { path, operation } of operations()) {
    expect(text).toContain(`id="${operation.operationId}"`)
    expect(text).toContain(`/admin/v1${path}`)
  }
  expect(text).not.toMatch(/<script|src=|href="http|@import|url\(/)
})
