/**
 * Older contents of diagrams that were edited while `startnode dev` ran: open tasks go on with the content they began with. They
 * are beside the database of those tasks, not in `workflows/versions/`, where an import keeps what was live.
 */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Diagram } from '../../diagram/diagram.ts'
import { loadDiagram } from '../../project/load-diagrams.ts'
import type { Processes } from '../../project/load-start-nodes.ts'

const VERSION = /^[0-9a-f]{16}\.conv\.json$/

const folderOf = (stateDir: string, process: string) => join(stateDir, 'dev', 'versions', process)

/** Keeps one content. @param text whose hash is `version` */
export async function keepFormer(
  stateDir: string,
  { process, version, text }: { readonly process: string; readonly version: string; readonly text: string },
): Promise<void> {
  const folder = folderOf(stateDir, process)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `${version}.conv.json`)
  if (existsSync(file)) return
  const beside = `${file}.${randomBytes(4).toString('hex')}`
  await writeFile(beside, text)
  await rename(beside, file)
}

/** The processes with all contents that were kept for them. */
export async function withFormer(stateDir: string, processes: Processes): Promise<Processes> {
  const diagrams = new Map(processes.diagrams)
  for (const [process, loaded] of diagrams) {
    const versions = new Map<string, Diagram>(await readFormer(folderOf(stateDir, process)))
    for (const [version, diagram] of loaded.versions) versions.set(version, diagram)
    diagrams.set(process, { ...loaded, versions })
  }
  return { ...processes, diagrams }
}

async function readFormer(folder: string): Promise<[string, Diagram][]> {
  if (!existsSync(folder)) return []
  const names = (await readdir(folder)).filter((name) => VERSION.test(name))
  return Promise.all(
    names.map(async (name): Promise<[string, Diagram]> => {
      const { diagram, version } = await loadDiagram(pathToFileURL(resolve(folder, name)))
      return [version, diagram]
    }),
  )
}
