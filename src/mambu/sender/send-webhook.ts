import type { TryResult } from './message.ts'

export interface WebhookRequest {
  readonly url: string
  /** What Mambu can be told to send. */
  readonly method: 'POST' | 'PUT' | 'PATCH'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly timeoutMs: number
}

/** Answers are cut here in a report, characters. */
const MAX_REASON = 200

/**
 * Sends a webhook once, as Mambu does: a redirect is not followed, and only a 2xx counts. Never rejects: no answer is a
 * result, too.
 */
export async function sendWebhook({
  url,
  method,
  headers,
  body,
  timeoutMs,
}: WebhookRequest): Promise<TryResult> {
  const start = performance.now()
  try {
    const response = await fetch(url, {
      method,
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const answer = await response.text()
    const ms = performance.now() - start
    const reason = response.ok ? null : `${response.status} ${explain(answer)}`.slice(0, MAX_REASON)
    return { status: response.status, ms, taskId: readTaskId(answer), reason }
  } catch (error) {
    const { name, cause, message } = error as Error
    const reason =
      name === 'TimeoutError' ? `no answer within ${timeoutMs} ms` : `no answer: ${causeOf(cause, message)}`
    return { status: null, ms: performance.now() - start, taskId: null, reason }
  }
}

function causeOf(cause: unknown, message: string): string {
  if (!(cause instanceof Error)) return message
  return cause.message === '' ? ((cause as NodeJS.ErrnoException).code ?? message) : cause.message
}

function readOps(answer: string): Readonly<Record<string, unknown>> {
  try {
    const { ops } = JSON.parse(answer) as { ops?: unknown }
    return typeof ops === 'object' && ops !== null ? (ops as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}

function readTaskId(answer: string): string | null {
  const { obj_id: id } = readOps(answer)
  return typeof id === 'string' ? id : null
}

/** The description and the first problem of an answer in MPO's envelope; any other answer as it is. */
function explain(answer: string): string {
  const { description, problems } = readOps(answer)
  if (typeof description !== 'string') return answer
  const [first] = Array.isArray(problems) ? (problems as { path?: unknown; message?: unknown }[]) : []
  return first?.path ? `${description}: ${String(first.path)} ${String(first.message)}` : description
}
