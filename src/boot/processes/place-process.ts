/** Where each of several receiver processes has its inbox and its admin API. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import { STORE_FILE } from '../../inbox/open-store.ts'

const FOLDER = /^process-([1-9]\d{0,2})$/

/**
 * The config of one of several processes. The first one has the inbox and the admin port of a single one, so that a receiver can be
 * given more processes and fewer again; the others an inbox in a folder in that, `process-2` and so on, and the ports behind it.
 *
 * @param place 1 for the first
 * @param processes how many there are
 */
export function placeProcess(config: Config, place: number, processes: number): Config {
  const inbox = { ...config.inbox, processes }
  if (place === 1) return { ...config, inbox }
  const { admin } = config
  return {
    ...config,
    inbox: { ...inbox, dir: join(inbox.dir, `process-${place}`) },
    admin: { ...admin, port: admin.port === 0 ? 0 : Math.min(admin.port + place - 1, 65_535) },
  }
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
