import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * A port of the loopback that is free now, for what must keep its port over a restart. Below the range from which the
 * kernel gives ports to outgoing connections, or it could be taken meanwhile.
 *
 * @param wanted this one where it is free (default: whichever is)
 */
export async function findFreePort(wanted = 0): Promise<number> {
  for (let port = wanted; ; port = 0) {
    if (port === 0) port = randomInt(12_000, 32_000)
    const server = createServer()
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    await new Promise((resolve) => server.close(resolve))
    if (free) return port
  }
}
