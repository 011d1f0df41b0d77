/** The OpenAPI 3.1 document of the admin API, made from the endpoints themselves. */
import { type ZodType, z } from 'zod'
import { ADMIN_BASE } from '../../users/admin-token.ts'
import type { Endpoint } from './endpoint.ts'

/** Only the parts of OpenAPI 3.1 that we write. */
export interface OpenApi {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly { readonly url: string }[]
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly tags: readonly { readonly name: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, object>>
    readonly schemas: Readonly<Record<string, JsonSchema>>
  }
}

export type JsonSchema = Readonly<Record<string, unknown>>

export interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description: string
  readonly security?: readonly never[]
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly required: true; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly schema: JsonSchema
}

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>

const ERROR: JsonSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: { type: 'string', description: 'Stable; docs/errors.md has a section for each' },
        message: { type: 'string' },
        problems: {
          type: 'array',
          items: {
            type: 'object',
            required: ['path', 'message'],
            properties: { path: { type: 'string' }, message: { type: 'string' } },
          },
        },
      },
    },
  },
}

/** Describes the endpoints as OpenAPI 3.1. */
export function describeEndpoints(endpoints: readonly Endpoint[], version: string): OpenApi {
  const paths: Record<string, Record<string, Operation>> = {}
  for (const endpoint of endpoints) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method]: describeOne(endpoint) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Startnode admin API',
      version,
      description:
        'Direct URLs, auth, aliases, variables, quarantine, requests and tasks of a Startnode. Log in with POST /session (cookie; then send `x-startnode: 1` with every change), or send Basic credentials with every call.',
    },
    servers: [{ url: ADMIN_BASE }],
    security: [{ session: [] }, { basic: [] }],
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'startnode_session' },
        basic: { type: 'http', scheme: 'basic' },
      },
      schemas: { Error: ERROR },
    },
  }
}

function describeOne(endpoint: Endpoint): Operation {
  const { method, path, tag, summary, description, role, answer } = endpoint
  const failed = { description: 'It failed', content: json({ $ref: '#/components/schemas/Error' }) }
  const needs = role === null ? 'Open to everybody who reaches the port.' : `Needs the role ${role}.`
  return {
    operationId: `${method}${path.replace(/[^a-zA-Z]+(.)?/g, (_, letter?: string) => letter?.toUpperCase() ?? '')}`,
    tags: [tag],
    summary,
    description: description ? `${description} ${needs}` : needs,
    ...(role === null ? { security: [] } : {}),
    parameters: [...parametersOf(endpoint.params, 'path'), ...parametersOf(endpoint.query, 'query')],
    ...describeBody(endpoint),
    responses: { ...describeAnswer(answer), default: failed },
  }
}

function describeBody({ body, upload }: Endpoint): Pick<Operation, 'requestBody'> {
  if (upload !== null) {
    const file = { schema: { type: 'string', format: 'binary' } }
    return { requestBody: { required: true, content: { 'application/json': file, 'application/zip': file } } }
  }
  if (body === null) return {}
  return { requestBody: { required: true, content: json(schemaOf(body, 'input')) } }
}

function describeAnswer(answer: Endpoint['answer']): Operation['responses'] {
  if (answer === null) return { '204': { description: 'Done' } }
  if (typeof answer === 'string') {
    return { '200': { description: 'Done', content: { [answer]: { schema: { type: 'string' } } } } }
  }
  return { '200': { description: 'Done', content: json(schemaOf(answer, 'output')) } }
}

function parametersOf(schema: ZodType, where: 'path' | 'query'): Parameter[] {
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, JsonSchema>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }))
}

function json(schema: JsonSchema): Content {
  return { 'application/json': { schema } }
}

function schemaOf(schema: ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}
