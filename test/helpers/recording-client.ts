/**
 * A sender as Mambu is one, that writes down every request it made: the history the invariants are judged by.
 * A request without an answer (reset, refused, time-out) is unknown, never "failed": it may have been accepted.
 */
import { Agent, request } from 'node:http'

export interface SentRequest {
  readonly process: string
  /** Delivery key, or null: then every request is a delivery of its own. */
  readonly key: string | null
  /** Business reference, where the process reads one. Default: none. */
  readonly ref?: string | null
  readonly body: string
  /** HTTP status, or null when it is unknown what became of the request. */
  readonly status: number | null
  /** `obj_id` of a 2xx. */
  readonly taskId: string | null
  readonly answer: string
  readonly durationMs: number
}

export interface RecordingClient {
  /** Everything sent so far, in the order of the answers. */
  readonly sent: readonly SentRequest[]
  send(delivery: {
    process: string
    url: string
    body: string
    key?: string | null
    ref?: string | null
  }): Promise<SentRequest>
  close(): void
}

/** @param timeoutMs without an answer for so long, a request counts as unknown (default 10,000) */
export function createRecordingClient(timeoutMs = 10_000): RecordingClient {
  const agent = new Agent({ keepAlive: true })
  const sent: SentRequest[] = []
  return {
    sent,
    async send({ process, url, body, key = null, ref = null }) {
      const before = performance.now()
      const { status, answer } = await post(agent, url, body, key, timeoutMs)
      const accepted = status !== null && status >= 200 && status < 300
      const taskId = accepted ? (JSON.parse(answer) as { ops: { obj_id: string } }).ops.obj_id : null
      const durationMs = performance.now() - before
      const row: SentRequest = { process, key, ref, body, status, taskId, answer, durationMs }
      sent.push(row)
      return row
    },
    close: () => agent.destroy(),
  }
}

function post(
  agent: Agent,
  url: string,
  body: string,
  key: string | null,
  timeoutMs: number,
): Promise<{ status: number | null; answer: string }> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
  }
  if (key !== null) headers['x-notifications-idempotency-key'] = key
  return new Promise((resolve) => {
    const unknown = () => resolve({ status: null, answer: '' })
    const post = request(url, { method: 'POST', headers, agent, timeout: timeoutMs }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', unknown)
      response.once('aborted', unknown)
      response.once('end', () =>
        resolve({ status: response.statusCode ?? null, answer: Buffer.concat(chunks).toString('utf8') }),
      )
    })
    post.once('timeout', () => post.destroy())
    post.once('error', unknown)
    post.end(body)
  })
}
