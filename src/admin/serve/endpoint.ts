/**
 * One endpoint of the admin API as a value: what it takes, who may call it, what it gives. Routes, checks and the OpenAPI
 * document are all made from it, so none of them can say something else.
 */

import type { Request, Response } from 'express'
import { type ZodObject, type ZodType, z } from 'zod'
import { describeIssue } from '../../errors/describe-issue.ts'
import { ERRORS } from '../../errors/error-table.ts'
import type { Problem } from '../../errors/startnode-error.ts'
import { StartnodeError } from '../../errors/startnode-error.ts'
import type { Role } from '../../users/role.ts'
import type { Caller } from './identify-caller.ts'

/** What an endpoint gets, checked. */
export interface Call<Params, Query, Body> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  /** The body as it came, where `upload` is set. */
  readonly file: Buffer
  readonly caller: Caller
  readonly request: Request
  /** For headers, and for answers that are not JSON: an endpoint that ends it is done. */
  readonly response: Response
  /** Says what a change was about, for its line in the log; never a secret and no data. */
  audit(subject: Readonly<Record<string, unknown>>): void
}

export interface Endpoint {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Below `/admin/v1`, parameters in braces: `/processes/{process}`. */
  readonly path: string
  /** Null: open to everybody who reaches the port. */
  readonly role: Role | null
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly params: ZodObject
  readonly query: ZodObject
  readonly body: ZodType | null
  /** Most bytes of a body that is a file and taken as it comes; null: the body is JSON. */
  readonly upload: number | null
  /** Null: 204. A text: its media type. */
  readonly answer: ZodType | string | null
  handle(raw: RawCall): Promise<unknown>
}

/** A call as HTTP brought it; `caller` is there whenever `role` is not null. */
export interface RawCall {
  readonly request: Request
  readonly response: Response
  readonly caller: Caller | null
  /** Takes what a change was about. */
  audit(subject: Readonly<Record<string, unknown>>): void
}

const NOTHING = z.strictObject({})

/** Problems that the message itself names; all stand in `problems`. */
const MAX_NAMED = 3
/** Characters of one: a key may be as long as a body. */
const MAX_PROBLEM = 300

/**
 * Defines an endpoint.
 *
 * A JSON answer goes through its schema on the way out, which drops what is not in it: a secret can't slip out with an
 * object that happens to carry it.
 */
export function defineEndpoint<
  Params extends ZodObject = typeof NOTHING,
  Query extends ZodObject = typeof NOTHING,
  Body extends ZodType = z.ZodUndefined,
  Answer extends ZodType = ZodType,
>(options: {
  readonly method: Endpoint['method']
  readonly path: string
  readonly role: Role | null
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  readonly upload?: number
  readonly answer: Answer | string | null
  run(call: Call<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<unknown> | unknown
}): Endpoint {
  const { params = NOTHING, query = NOTHING, body = null, upload = null, run, ...rest } = options
  const { answer } = options
  return {
    ...rest,
    params,
    query,
    body,
    upload,
    async handle({ request, response, caller, audit }) {
      const problems: Problem[] = []
      const file = upload === null ? Buffer.alloc(0) : asFile(request.body, problems)
      const json = upload === null ? (request.body ?? {}) : {}
      const call = {
        params: check(params, request.params, '/path', problems) as z.output<Params>,
        query: check(query, request.query, '/query', problems) as z.output<Query>,
        body: (body
          ? check(body, json, '', problems)
          : void check(NOTHING, json, '', problems)) as z.output<Body>,
        file,
        caller: caller as Caller,
        request,
        response,
        audit,
      }
      if (problems.length > 0) throw new StartnodeError('request_invalid', summarize(problems), { problems })
      const result = await run(call)
      return answer === null || typeof answer === 'string' ? result : answer.parse(result)
    },
  }
}

function asFile(body: unknown, problems: Problem[]): Buffer {
  if (Buffer.isBuffer(body) && body.length > 0) return body
  problems.push({ path: '', message: 'is empty: send the file as it is' })
  return Buffer.alloc(0)
}

function check(schema: ZodType, value: unknown, at: string, problems: Problem[]): unknown {
  const parsed = schema.safeParse(value, { error: nameUnknownKeys })
  if (parsed.success) return parsed.data
  for (const issue of parsed.error.issues) {
    const path = [at, ...issue.path.map(String)].join('/')
    const message = describeIssue(issue, value)
    // Each at its own place: an editor of JSON marks it there.
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) problems.push({ path: `${path}/${key}`, message })
    else problems.push({ path, message })
  }
  return undefined
}

/** What is not known is a wish that would be dropped in silence, such as the overlap of a rotation under a wrong name. */
const nameUnknownKeys: z.core.$ZodErrorMap = (issue) => {
  if (issue.code !== 'unrecognized_keys') return undefined
  const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : []
  return `is not known here; ${known.length === 0 ? 'nothing is taken' : `known: ${known.join(', ')}`}`
}

/** Many a client shows the message only. */
function summarize(problems: readonly Problem[]): string {
  const named = problems
    .slice(0, MAX_NAMED)
    .map(({ path, message }) => `${path || 'the body'} ${message}`.slice(0, MAX_PROBLEM))
  const more = problems.length > MAX_NAMED ? ` (and ${problems.length - MAX_NAMED} more)` : ''
  return `${ERRORS.request_invalid.text}: ${named.join('; ')}${more}`
}
