/** A TCP proxy on loopback between a receiver and its Temporal that can be made to fail as networks do. */
import { connect, createServer, type Socket } from 'node:net'
import type { NetworkMode } from './plan.ts'

export interface FaultyProxy {
  readonly port: number
  /** `fine`; `hangs`: no byte passes, nothing ends; `loses`: what is asked arrives, no answer does; `late`; `refuses` */
  mode: NetworkMode | 'fine'
  stop(): Promise<void>
}

const LATE_MS = 1_500

/** @example const proxy = await startFaultyProxy('127.0.0.1:7233'); proxy.mode = 'loses' */
export async function startFaultyProxy(address: string): Promise<FaultyProxy> {
  const [host = '', upstreamPort = ''] = address.split(':')
  const pairs = new Set<readonly [Socket, Socket]>()
  let mode: FaultyProxy['mode'] = 'fine'
  /** What waits until the network no longer hangs. */
  let held: (() => void)[] = []

  const pass = (to: Socket, data: Buffer, isAnswer: boolean) => {
    const write = () => to.writable && to.write(data)
    if (mode === 'hangs') held.push(write)
    else if (mode === 'loses' && isAnswer) return
    else if (mode === 'late' && isAnswer) setTimeout(write, LATE_MS)
    else write()
  }
  const breakAll = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy()
  }

  const server = createServer((caller) => {
    if (mode === 'refuses') return caller.destroy()
    const upstream = connect(Number(upstreamPort), host)
    const pair = [caller, upstream] as const
    pairs.add(pair)
    for (const [socket, other] of [pair, [upstream, caller] as const]) {
      socket.on('error', () => socket.destroy())
      socket.on('data', (data) => pass(other, data, socket === upstream))
      socket.on('close', () => {
        pairs.delete(pair)
        other.destroy()
      })
    }
    return undefined
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as { port: number }).port,
    get mode() {
      return mode
    },
    set mode(next) {
      const before = mode
      mode = next
      const waiting = held
      held = []
      if (before === 'hangs') for (const write of waiting) write()
      // A stream of which a part is lost is no stream any more
      if (next === 'refuses' || before === 'loses') breakAll()
    },
    async stop() {
      breakAll()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
