/**
 * Calls of Mambu as activities make them: answers are checked, writes carry their key, and a cancelled activity ends
 * its call.
 */
import { cancellationSignal } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import { type ZodType, z } from 'zod'
import { idempotencyKeyOf } from './idempotency-key.ts'
import { createMambuClient, type MambuCall, type MambuOptions } from './mambu-client.ts'
import { type MambuPage, type MambuPageAt, pageQuery, readPageHeaders } from './mambu-page.ts'
import { type MambuSearch, searchBody } from './mambu-search.ts'
import { buildPatch, type MambuPatch, skipRemoved } from './patch-operations.ts'

/** A page of 1,000 clients with custom fields has some 5 MB. Bytes. */
const MAX_PAGE_BYTES = 8 * 1024 * 1024

/** Every write says which node of which task it is: the two make its Idempotency-Key. */
export interface MambuWrite {
  readonly taskId: string
  /** Title of the node; in a loop each round needs its own, e.g. `Pay 3`. */
  readonly node: string
}

/** What an answer must be: its shape, and what it is called in a message. */
export interface Expected<T> {
  readonly schema: ZodType<T>
  readonly what: string
}

/** No answer (204), or one that nobody asks for. */
export const ANYTHING: Expected<unknown> = { schema: z.unknown(), what: 'answer' }

export interface MambuCalls {
  get<T>(path: string, expected: Expected<T>): Promise<T>
  /** Null for what Mambu does not have (404). */
  find<T>(path: string, expected: Expected<T>): Promise<T | null>
  post<T>(write: MambuWrite, path: string, body: unknown, expected: Expected<T>): Promise<T>
  /** A POST that reads, such as a search: without a key, its answer is never kept. */
  ask<T>(path: string, body: unknown, expected: Expected<T>): Promise<T>
  /** Not keyed, but can be repeated: see `buildPatch`. Without a change, nothing is sent. */
  patch(path: string, patch: MambuPatch): Promise<void>
  /** Not keyed: what is gone already (404) counts as removed. */
  remove(path: string): Promise<void>
  /** One page of a GET list. */
  list<T>(
    path: string,
    at: MambuPageAt,
    expected: Expected<T>,
    query?: Readonly<Record<string, string>>,
  ): Promise<MambuPage<T>>
  /** One page of a `:search`. */
  search<T>(
    path: string,
    search: MambuSearch & MambuPageAt,
    expected: Expected<T>,
    query?: Readonly<Record<string, string>>,
  ): Promise<MambuPage<T>>
  /** One page of a search whose body is not the usual one. */
  searchRaw<T>(path: string, body: unknown, at: MambuPageAt, expected: Expected<T>): Promise<MambuPage<T>>
}

type Request = Omit<MambuCall, 'signal'>

/**
 * @throws ApplicationFailure from each call as `CallMambu` says, and `MambuAnswerInvalid` (not retried) naming the place
 * where an answer does not fit
 */
export function createMambuCalls(options: MambuOptions): MambuCalls {
  const callMambu = createMambuClient(options)
  const call = (input: Request) => callMambu({ ...input, signal: cancellationSignal() })

  async function get<T>(path: string, expected: Expected<T>): Promise<T> {
    return readAnswer(expected, (await call({ method: 'GET', path })).body)
  }

  async function page<T>(
    request: Request,
    at: MambuPageAt,
    { schema, what }: Expected<T>,
  ): Promise<MambuPage<T>> {
    const { body, headers } = await call({ ...request, maxAnswerBytes: MAX_PAGE_BYTES })
    const items = readAnswer({ schema: schema.array(), what: `${what} page` }, body)
    return { items, ...readPageHeaders(headers, at, items.length) }
  }

  return {
    get,
    find: (path, expected) => orNull(get(path, expected)),
    async post({ taskId, node }, path, body, expected) {
      const idempotencyKey = idempotencyKeyOf(taskId, node)
      return readAnswer(expected, (await call({ method: 'POST', path, body, idempotencyKey })).body)
    },
    async ask(path, body, expected) {
      return readAnswer(expected, (await call({ method: 'POST', path, body })).body)
    },
    async patch(path, patch) {
      let operations = buildPatch(patch)
      if (operations.some(({ op }) => op === 'REMOVE')) {
        const entity = await call({ method: 'GET', path: `${path}?detailsLevel=FULL` })
        operations = skipRemoved(operations, entity.body)
      }
      if (operations.length > 0) await call({ method: 'PATCH', path, body: operations })
    },
    async remove(path) {
      await orNull(call({ method: 'DELETE', path }))
    },
    list: (path, at, expected, query) =>
      page({ method: 'GET', path: `${path}${pageQuery(at, query)}` }, at, expected),
    search: (path, search, expected, query) =>
      page(
        { method: 'POST', path: `${path}${pageQuery(search, query)}`, body: searchBody(search) },
        search,
        expected,
      ),
    searchRaw: (path, body, at, expected) =>
      page({ method: 'POST', path: `${path}${pageQuery(at)}`, body }, at, expected),
  }
}

function readAnswer<T>({ schema, what }: Expected<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues.slice(0, 20).map((issue) => issue.path.join('.') || 'the whole')
  throw ApplicationFailure.nonRetryable(
    `Mambu's ${what} is not as expected: see ${where.join(', ')}`,
    'MambuAnswerInvalid',
  )
}

/** Null for what Mambu does not have; any other failure goes on. */
async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call
  } catch (error) {
    const status = error instanceof ApplicationFailure && (error.details?.[0] as { status?: number })?.status
    if (status === 404) return null
    throw error
  }
}
