/**
 * A small real HTTP server with the calls of Mambu that `loan-approved` makes, for the demo and for tests. It checks
 * what Mambu checks (key, Accept, Idempotency-Key, loan states) and can be told to fail. It is no Mambu: it must never
 * know anything of Startnode.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type NewLoan,
  refuse,
  type StandInAnswer,
  StandInBank,
  type StandInLoan,
  type StandInRecord,
} from './stand-in-bank.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i
const ACCEPT = 'application/vnd.mambu.v2+json'
const MAX_BODY_BYTES = 1024 * 1024

export interface MambuStandInOptions {
  /** Default 0: a free port. */
  readonly port?: number
  /** Default: a fixed key, told as `apiKey`. */
  readonly apiKey?: string
  /** Default: the loan `LNAC0503`. */
  readonly loans?: readonly NewLoan[]
}

/** One request as it was answered. */
export interface StandInRequest {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly idempotencyKey: string | null
}

export interface MambuStandIn {
  /** Base URL for MAMBU_BASE_URL, e.g. `http://127.0.0.1:40123/api`. */
  readonly url: string
  readonly apiKey: string
  readonly requests: readonly StandInRequest[]
  readonly disbursements: readonly (StandInRecord & { readonly loanId: string })[]
  /** Tasks for users, as opened by POST /tasks. */
  readonly tasks: readonly StandInRecord[]
  addLoan(loan: NewLoan): StandInLoan
  /** The next `count` requests are answered with this status; 0 drops the connection after the work is done. */
  failNext(count: number, status: number, headers?: Readonly<Record<string, string>>): void
  /** Holds the next POST until the returned function is called; the same key meanwhile is answered 102. */
  holdNextPost(): () => void
  stop(): Promise<void>
}

interface Failure {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Starts the stand-in on 127.0.0.1.
 *
 * @example
 * ```ts
 * const mambu = await startMambuStandIn({ loans: [{ id: 'LN1', amount: 900 }] })
 * mambu.failNext(2, 503, { 'retry-after': '1' })
 * ```
 */
export async function startMambuStandIn(options: MambuStandInOptions = {}): Promise<MambuStandIn> {
  const apiKey = options.apiKey ?? '0b6e2f8c-5a1d-4c3b-9e7f-2d4a6b8c0e1f'
  const bank = new StandInBank()
  for (const loan of options.loans ?? [{ id: 'LNAC0503' }]) bank.addLoan(loan)
  const requests: StandInRequest[] = []
  const failures: Failure[] = []
  const answered = new Map<string, StandInAnswer>()
  const running = new Set<string>()
  let hold: Promise<void> | null = null

  async function answerPost(path: string, request: IncomingMessage): Promise<StandInAnswer> {
    const body = await readJsonObject(request)
    if (!body) return refuse(400, 4, 'INVALID_PARAMETERS', 'body')
    const key = headerOf(request, 'idempotency-key')
    if (!key || !UUID.test(key)) return refuse(400, 4, 'INVALID_PARAMETERS', 'Idempotency-Key')
    const known = answered.get(key)
    if (known) return known
    if (running.has(key)) return { status: 102, body: null }
    running.add(key)
    try {
      const held = hold
      hold = null
      await held
      const loan = /^\/loans\/([^/]+)\/disbursement-transactions$/.exec(path)
      let answer = refuse(404, 4, 'INVALID_PARAMETERS', 'path')
      if (loan) answer = bank.disburse(decodeURIComponent(loan[1] as string), body, key)
      else if (path === '/tasks') answer = bank.createTask(body, key)
      // A refused request is not kept: Mambu runs it again under the same key.
      if (answer.status < 300) answered.set(key, answer)
      return answer
    } finally {
      running.delete(key)
    }
  }

  async function answer(path: string, request: IncomingMessage): Promise<StandInAnswer> {
    if (headerOf(request, 'apikey') !== apiKey) return refuse(401, 2, 'INVALID_CREDENTIALS')
    if (headerOf(request, 'accept') !== ACCEPT) return refuse(406, 4, 'INVALID_PARAMETERS', 'Accept')
    if (request.method === 'POST') return answerPost(path, request)
    const [, kind, id, ...rest] = path.split('/')
    if (request.method === 'GET' && id !== undefined && rest.length === 0) {
      if (kind === 'loans') return bank.getLoan(decodeURIComponent(id))
      if (kind === 'users') return bank.getUser(decodeURIComponent(id))
    }
    return refuse(404, 4, 'INVALID_PARAMETERS', 'path')
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0]?.replace(/^\/api(?=\/)/, '') ?? '/'
    const failure = failures.shift()
    const { status, body } =
      failure && failure.status !== 0
        ? refuse(failure.status, 6, 'INTERNAL_ERROR')
        : await answer(path, request)
    const idempotencyKey = headerOf(request, 'idempotency-key')
    requests.push({ method: request.method ?? '', path, status, idempotencyKey })
    if (failure?.status === 0) {
      request.socket.destroy()
      return
    }
    const json = body === null ? '' : JSON.stringify(body)
    response.writeHead(status, { 'content-type': ACCEPT, ...failure?.headers }).end(json)
    // A 1xx is never the end of an answer for HTTP clients: the connection says that nothing more comes.
    if (status < 200) request.socket.end()
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    apiKey,
    requests,
    disbursements: bank.disbursements,
    tasks: bank.tasks,
    addLoan: (loan) => bank.addLoan(loan),
    failNext(count, status, headers = {}) {
      for (let left = count; left > 0; left -= 1) failures.push({ status, headers })
    },
    holdNextPost() {
      let release = () => {}
      hold = new Promise((resolve) => {
        release = resolve
      })
      return () => release()
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name]
  return typeof value === 'string' ? value : null
}

async function readJsonObject(request: IncomingMessage): Promise<Record<string, unknown> | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) return null
    chunks.push(chunk)
  }
  try {
    const parsed: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
