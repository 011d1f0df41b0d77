/** Where each of several receiver processes has its inbox and its admin API. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import { STORE_FILE } from '../../inbox/open-store.ts'

/** Hosts that are no address to call. */
const EVERYWHERE: readonly string[] = ['0.0.0.0', '::']
const FOLDER = /^process-([1-9]\d{0,2})$/

/**
 * The config of one of several processes. The first one has the inbox and the admin port of a single one, so that a receiver can be
 * given more processes and fewer again; the others an inbox in a folder in that, `process-2` and so on, and the ports behind it. They know
 * each other, so each console shows the sum.
 *
 * @param place 1 for the first
 * @param processes how many there are
 */
export function placeProcess(config: Config, place: number, processes: number): Config {
  const inbox = { ...config.inbox, processes }
  const admin = { ...config.admin, peers: [...config.admin.peers, ...urlsOf(config, processes)] }
  if (place === 1) return { ...config, inbox, admin }
  const own = `process-${place}`
  return {
    ...config,
    ownDir: join(config.ownDir, own),
    inbox: { ...inbox, dir: join(inbox.dir, own) },
    admin: { ...admin, port: portOf(admin.port, place) },
  }
}

const portOf = (first: number, place: number) => (first === 0 ? 0 : Math.min(first + place - 1, 65_535))

/** Admin APIs of all processes, each its own among them; none where their ports are not known before. */
function urlsOf({ admin: { host, port } }: Config, processes: number): string[] {
  if (port === 0 || processes === 1) return []
  const at = EVERYWHERE.includes(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return Array.from({ length: processes }, (_, index) => `http://${at}:${portOf(port, index + 1)}`)
}

/**
 * Inboxes of processes that there are no more, since it was started with more of them before.
 *
 * @param dir folder of the first inbox
 * @returns folders, which may hold nothing any more
 */
export function findLeftOver(dir: string, processes: number): string[] {
  if (!existsSync(dir)) return []
  return readdirSync(dir)
    .filter((name) => Number(FOLDER.exec(name)?.[1] ?? 0) > processes)
    .map((name) => join(dir, name))
    .filter((folder) => existsSync(join(folder, STORE_FILE)))
}
