/** The only place that talks to the admin API. Same origin, so the session cookie goes along by itself. */
import { ApiError, type Problem } from './api-error.ts'

const BASE = '/admin/v1'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Calls the admin API.
 *
 * @param path below `/admin/v1`, each part already encoded: see `pathOf`
 * @returns the answer; undefined after 204
 * @throws ApiError whatever else came; status 0 when nothing came
 * @example await callApi<Session>('GET', '/session')
 */
export async function callApi<Answer>(method: Method, path: string, body?: unknown): Promise<Answer> {
  return read(await send(method, path, body === undefined ? undefined : JSON.stringify(body)))
}

/**
 * Sends a file as it is.
 *
 * @param query without the question mark
 * @throws ApiError as `callApi` does
 */
export async function sendFile<Answer>(path: string, file: Blob, query: string): Promise<Answer> {
  return read(await send('POST', `${path}?${query}`, file))
}

async function read<Answer>(response: Response): Promise<Answer> {
  if (response.status === 204) return undefined as Answer
  const text = await response.text()
  const answer = parse(text)
  if (response.ok && answer !== undefined) return answer as Answer
  throw asError(response, answer)
}

/** A path with its parts encoded. @example pathOf('processes', 'loan approved', 'auth') // '/processes/loan%20approved/auth' */
export function pathOf(...parts: readonly string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part)}`).join('')
}

async function send(method: Method, path: string, body?: string | Blob): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' }
  // A page of another site can't send it: how the API tells our changes from theirs
  if (method !== 'GET') headers['x-startnode'] = 'console'
  if (typeof body === 'string') headers['content-type'] = 'application/json'
  else if (body !== undefined) headers['content-type'] = 'application/octet-stream'
  try {
    return await fetch(`${BASE}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    })
  } catch {
    throw new ApiError({ status: 0, code: 'unreachable', message: 'The receiver does not answer' })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function asError(response: Response, answer: unknown): ApiError {
  const error = (answer as { error?: { code?: string; message?: string; problems?: Problem[] } } | undefined)
    ?.error
  const after = Number(response.headers.get('retry-after'))
  return new ApiError({
    status: response.status,
    code: error?.code ?? 'unreadable',
    message: error?.message ?? `The receiver answered ${response.status} without a reason`,
    problems: error?.problems ?? [],
    retryAfter: after > 0 ? after : null,
  })
}
