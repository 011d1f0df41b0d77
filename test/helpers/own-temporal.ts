/** A Temporal dev server of a test that can die and come back with what it had. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DevServer, startDevServer } from '../../src/temporal/dev/dev-server.ts'
import { findTemporal } from '../../src/temporal/dev/find-temporal.ts'
import { findFreePort } from './free-port.ts'
import { THRIFTY_SERVER } from './thrifty-server.ts'

const PROJECT = fileURLToPath(new URL('../../', import.meta.url))

/** A Temporal that can die and come back. */
export interface OwnTemporal {
  readonly address: string
  start(): Promise<void>
  /** The end an operator gives it (default SIGTERM), or `SIGKILL`. */
  end(signal?: NodeJS.Signals): Promise<void>
  send(signal: NodeJS.Signals): void
}

/** One whose process is known. */
export interface OwnDevServer extends OwnTemporal {
  /** @throws Error while it does not run */
  pid(): number
}

/**
 * Starts one with its database below `stateDir`; it is the same again after its end.
 *
 * @example const temporal = await startOwnTemporal(folder, { namespace: 'faults', inMemory: false })
 */
export async function startOwnTemporal(
  stateDir: string,
  options: {
    readonly namespace: string
    readonly inMemory: boolean
    /** As for `startDevServer` (default false): a killed server loses nothing without it either. */
    readonly flushes?: boolean
  },
): Promise<OwnDevServer> {
  const { namespace, inMemory, flushes = false } = options
  const binary = await findTemporal({ stateDir: join(PROJECT, '.startnode') })
  const port = await findFreePort()
  let server: DevServer | null = null
  const start = async () => {
    server = await startDevServer({
      stateDir,
      ...(inMemory ? {} : { dbFile: join(stateDir, 'temporal.db'), flushes }),
      port,
      uiPort: null,
      env: THRIFTY_SERVER,
      namespaces: namespace === 'default' ? [] : [namespace],
      binary,
    })
  }
  await start()
  return {
    address: `127.0.0.1:${port}`,
    start,
    pid() {
      if (server === null) throw new Error('This Temporal does not run')
      return server.pid
    },
    send: (signal) => void (server && process.kill(server.pid, signal)),
    async end(signal: NodeJS.Signals = 'SIGTERM') {
      if (!server) return
      const { pid, ended, stop } = server
      server = null
      if (signal === 'SIGTERM') return stop()
      process.kill(pid, signal)
      await ended
    },
  }
}
