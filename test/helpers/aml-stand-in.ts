/**
 * A small real HTTP server that screens clients as an anti-money-laundering service does, and calls back when its analysts
 * have looked. It knows nothing of Startnode.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface AmlFinding {
  readonly status: 'no_match' | 'potential_match'
  readonly risk: 'low' | 'medium' | 'high'
  readonly flags?: readonly string[]
}

export interface AmlSearch {
  readonly id: string
  /** As sent. */
  readonly body: Readonly<Record<string, unknown>>
}

export interface AmlStandIn {
  readonly url: string
  readonly token: string
  readonly searches: readonly AmlSearch[]
  /** By name; others are clear. */
  readonly findings: Map<string, AmlFinding>
  /** The next `count` requests are answered with this status. */
  failNext(count: number, status: number): void
  /** It fails no more. */
  clearFailures(): void
  /** An analyst has looked. Gives the status of the answer. */
  callBack(searchId: string, outcome: string): Promise<number>
  stop(): Promise<void>
}

export async function startAmlStandIn(): Promise<AmlStandIn> {
  const token = 'aml-token-77d0'
  const searches: AmlSearch[] = []
  const findings = new Map<string, AmlFinding>()
  const byKey = new Map<string, AmlSearch>()
  const failures: number[] = []

  /** The same Idempotency-Key is the same search. */
  function search(key: string, body: Readonly<Record<string, unknown>>): AmlSearch {
    const known = byKey.get(key)
    if (known) return known
    const made = { id: `S-${searches.length + 1}`, body }
    searches.push(made)
    byKey.set(key, made)
    return made
  }

  async function answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    if (request.headers.authorization !== `Bearer ${token}`) return { status: 401, body: {} }
    const body = await readJson(request)
    const key = request.headers['idempotency-key']
    if (typeof body.name !== 'string' || typeof key !== 'string') return { status: 422, body: {} }
    const { id } = search(key, body)
    const { status, risk, flags = [] } = findings.get(body.name) ?? { status: 'no_match', risk: 'low' }
    return {
      status: 200,
      body: { id, status, risk, flags, share_url: `https://aml.example/s/${id}`, hits: [] },
    }
  }

  const server = createServer(async (request, response) => {
    const failure = failures.shift()
    const { status, body } = failure === undefined ? await answer(request) : { status: failure, body: {} }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    searches,
    findings,
    failNext(count, status) {
      for (let left = count; left > 0; left -= 1) failures.push(status)
    },
    clearFailures: () => void failures.splice(0),
    async callBack(searchId, outcome) {
      const found = searches.find(({ id }) => id === searchId)
      if (!found) throw new Error(`There is no search ${searchId}`)
      const answered = await fetch(String(found.body.notify), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ search_id: searchId, outcome }),
      })
      await answered.text()
      return answered.status
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString('utf8'))
}
