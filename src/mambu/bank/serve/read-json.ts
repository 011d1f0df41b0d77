import type { IncomingMessage } from 'node:http'
import type { RouteRequest } from './route.ts'

const MAX_BODY_BYTES = 1024 * 1024

/** The body as object or list, the other one empty; both are when there is none. Null: it is neither. */
export async function readJson(
  request: IncomingMessage,
): Promise<Pick<RouteRequest, 'body' | 'list'> | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) return null
    chunks.push(chunk)
  }
  if (size === 0) return { body: {}, list: [] }
  try {
    const parsed: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    if (typeof parsed !== 'object' || parsed === null) return null
    return Array.isArray(parsed)
      ? { body: {}, list: parsed }
      : { body: parsed as RouteRequest['body'], list: [] }
  } catch {
    return null
  }
}
