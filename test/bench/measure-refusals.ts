/**
 * How long refusals of a direct URL take, for information: they must not tell whether a process exists. One request at
 * a time on one connection, the kinds in turn. What holds the promise is a test that counts the work done, not a clock.
 */
import { Agent, request } from 'node:http'
import { median } from './median.ts'

const REQUESTS = 1_500

/**
 * @param urls kind of refusal -> a URL that is refused for it
 * @returns kind -> median time in microseconds
 */
export async function measureRefusals(
  urls: Readonly<Record<string, string>>,
): Promise<Record<string, number>> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const times = new Map(Object.keys(urls).map((kind) => [kind, [] as number[]]))
  for (let round = 0; round < REQUESTS; round += 1) {
    for (const [kind, url] of Object.entries(urls)) {
      const before = performance.now()
      await post(agent, url)
      // The first ones warm up the compiler
      if (round > REQUESTS / 5) times.get(kind)?.push((performance.now() - before) * 1_000)
    }
  }
  agent.destroy()
  return Object.fromEntries([...times].map(([kind, values]) => [kind, median(values)]))
}

function post(agent: Agent, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers: { 'content-length': 2 } }, (response) => {
      response.resume()
      response.once('end', () =>
        response.statusCode === 403
          ? resolve()
          : reject(new Error(`answered ${response.statusCode}, not 403`)),
      )
    })
    sent.once('error', reject)
    sent.end('{}')
  })
}
