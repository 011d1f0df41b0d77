import { connect, createServer, type Socket } from 'node:net'

/** A TCP proxy on loopback that hands every byte of the server's answers on later. */
export interface SlowProxy {
  readonly port: number
  /** Milliseconds from now on. */
  delayMs: number
  stop(): Promise<void>
}

/**
 * @param at port to come back at after it was stopped; 0: a free one
 * @example const proxy = await startSlowProxy('127.0.0.1:7233', 500)
 */
export async function startSlowProxy(address: string, delayMs: number, at = 0): Promise<SlowProxy> {
  const [host = '', port = ''] = address.split(':')
  const sockets = new Set<Socket>()
  const server = createServer((caller) => {
    const upstream = connect(Number(port), host)
    for (const socket of [caller, upstream]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => sockets.delete(socket))
    }
    caller.pipe(upstream)
    upstream.on('data', (data) => setTimeout(() => caller.writable && caller.write(data), proxy.delayMs))
    upstream.on('close', () => caller.destroy())
    caller.on('close', () => upstream.destroy())
  })
  await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve))
  const proxy: SlowProxy = {
    port: (server.address() as { port: number }).port,
    delayMs,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return proxy
}
