/** For the demo only: it must not fail because a port is taken; a stack that is meant to stay says so instead. */
import { createServer } from 'node:net'

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

async function firstFree(from: number): Promise<number> {
  for (let port = from; port < from + 200; port++) if (await isFree(port)) return port
  return from
}

/** The usual ports, or the next free ones; a port that is set stays as it is. */
export async function freePorts(
  env: NodeJS.ProcessEnv,
): Promise<{ env: NodeJS.ProcessEnv; temporalPort: number; uiPort: number }> {
  const port = env.PORT || String(await firstFree(3_000))
  const adminPort = env.ADMIN_PORT || String(await firstFree(Number(port) + 1))
  const temporalPort = Number(env.TEMPORAL_DEV_PORT) || (await firstFree(7_233))
  const uiPort = env.TEMPORAL_DEV_PORT ? temporalPort + 1_000 : await firstFree(8_233)
  return { env: { ...env, PORT: port, ADMIN_PORT: adminPort }, temporalPort, uiPort }
}
