/**
 * One process per inbox. The lock is a listening Unix socket in the folder: the kernel closes it with the process, so
 * kill -9 frees it at once and no stale pid file can ever lock anyone out.
 *
 * Each process first listens, then looks at the others. Two at once may both give up; both going on is impossible.
 */
import { randomUUID } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { readdir, rename, rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { InboxLockedError } from '../errors/start-errors.ts'

/** `sun_path` of sockaddr_un is 108 bytes on Linux, 104 elsewhere, with its end. */
const MAX_SOCKET_PATH_BYTES = 103
const ANSWER_WITHIN_MS = 1_000
const LOCK = /^lock-.*\.sock$/

/** Gives the lock back. */
export type Unlock = () => Promise<void>

/** @throws InboxLockedError naming the process that has it */
export async function lockInbox(dir: string): Promise<Unlock> {
  const name = `lock-${randomUUID().slice(0, 8)}.sock`
  const reach = socketFolder(dir)
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.end(String(process.pid))
  })
  const unlock = async () => {
    await new Promise((resolve) => server.close(resolve))
    await rm(join(dir, name), { force: true })
    reach.close()
  }
  try {
    // Between bind and listen a socket refuses as a dead one does: nobody may see its final name before it listens.
    await listen(server, join(reach.path, `new-${name}`))
    await rename(join(dir, `new-${name}`), join(dir, name))
    for (const other of await readdir(dir)) {
      if (other === name || !LOCK.test(other)) continue
      const holder = await askHolder(join(reach.path, other))
      if (holder !== 'gone') throw new InboxLockedError(dir, holder)
      await rm(join(dir, other), { force: true })
    }
  } catch (error) {
    await unlock()
    throw error
  }
  server.unref()
  return unlock
}

/** A way to the folder short enough for a socket path. */
function socketFolder(dir: string): { path: string; close(): void } {
  const longest = join(dir, `new-lock-${'x'.repeat(8)}.sock`)
  if (Buffer.byteLength(longest) <= MAX_SOCKET_PATH_BYTES) return { path: dir, close: () => {} }
  if (process.platform !== 'linux') throw new Error(`The path of the inbox is too long for its lock: ${dir}`)
  const fd = openSync(dir, 'r')
  return { path: `/proc/self/fd/${fd}`, close: () => closeSync(fd) }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // Of this process alone: among several receiver processes the first would hold it, and take it for the port they serve
    server.listen({ path, exclusive: true }, () => resolve())
  })
}

/** Process id of who listens there; null when it does not say (a blocked process still holds its lock). */
function askHolder(path: string): Promise<number | null | 'gone'> {
  return new Promise((resolve) => {
    const socket = connect(path)
    let said = ''
    const answer = (holder: number | null | 'gone') => {
      socket.destroy()
      resolve(holder)
    }
    socket.setTimeout(ANSWER_WITHIN_MS, () => answer(null))
    socket.on('data', (bytes) => {
      said += bytes.toString()
    })
    socket.on('end', () => answer(Number.parseInt(said, 10) || null))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      answer(error.code === 'ECONNREFUSED' || error.code === 'ENOENT' ? 'gone' : null),
    )
  })
}
