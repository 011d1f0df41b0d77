/**
 * The load, in a process of its own: autocannon with 50 connections. Each connection has prepared bodies that no other
 * has, each with a ref of its own and no delivery key, so every request is a new delivery in a lane of its own and
 * nothing can be answered from a cache. Prepared, because building a body per request would make the load the limit.
 *
 * argv[2]: JSON of LoadOptions. Prints one line: JSON of LoadResult.
 */
import autocannon from 'autocannon'
import { loanBody } from '../helpers/loan-body.ts'
import type { LoadOptions, LoadResult } from './run-load.ts'

const options = JSON.parse(process.argv[2] as string) as LoadOptions
const connections = options.connections ?? 50
const headers = { 'content-type': 'application/json' }
let connection = 0

const result = await autocannon({
  url: options.url,
  connections,
  ...('amount' in options ? { amount: options.amount } : { duration: options.seconds }),
  method: 'POST',
  headers,
  body: loanBody('WARM'),
  setupClient(client) {
    const first = connection++ * options.bodiesEach
    client.setRequests(
      Array.from({ length: options.bodiesEach }, (_, index) => ({
        method: 'POST' as const,
        headers: options.keyed
          ? { ...headers, 'x-notifications-idempotency-key': `${options.name}-${first + index}` }
          : headers,
        body: loanBody(`${options.name}-${first + index}`),
      })),
    )
  },
})

const answer: LoadResult = {
  perSecond: result['2xx'] / result.duration,
  p50: result.latency.p50,
  p99: result.latency.p99,
  accepted: result['2xx'],
  refused: result.non2xx,
  failed: result.errors + result.timeouts,
}
process.stdout.write(`${JSON.stringify(answer)}\n`)
