import type { StandInAnswer } from './answer.ts'

/** What a handler gets of a request. */
export interface RouteRequest {
  /** The parts of the path in braces, decoded. */
  readonly ids: readonly string[]
  readonly query: URLSearchParams
  /** Empty for a request without a body. */
  readonly body: Readonly<Record<string, unknown>>
  /** Of a PATCH, and of searches whose body is a list. */
  readonly list: readonly unknown[]
  readonly idempotencyKey: string
}

export interface Route {
  readonly method: string
  readonly path: RegExp
  /** True: it changes nothing, so it needs no key and works while the bank is read-only. */
  readonly reads: boolean
  readonly answer: (request: RouteRequest) => StandInAnswer
}

/**
 * @param path as Mambu's reference writes it, e.g. `POST /loans/{id}:changeState`
 * @example route('GET /loans/{id}', ({ ids: [id] }) => ...)
 */
export function route(path: string, answer: Route['answer']): Route {
  const [method = '', pattern = ''] = path.split(' ')
  return {
    method,
    path: new RegExp(`^${pattern.replace(/\{\w+\}/g, '([^/:]+)')}$`),
    reads: method === 'GET' || /:(?:search|searchSorted|previewSchedule)$/.test(pattern),
    answer,
  }
}

export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { readonly route: Route; readonly ids: readonly string[] } | null {
  for (const route of routes) {
    const match = route.method === method ? route.path.exec(path) : null
    if (match) return { route, ids: match.slice(1).map((id) => decodeURIComponent(id)) }
  }
  return null
}
