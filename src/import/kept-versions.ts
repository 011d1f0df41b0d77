/** The contents of an imported process that are kept: the one new tasks begin with, and the older ones that open tasks may use. */
import { readdir, readFile } from 'node:fs/promises'
import type { Diagram } from '../diagram/diagram.ts'
import { readDiagram } from '../diagram/read/read-export.ts'
import { versionOf } from '../process/ids/diagram-id.ts'
import type { FoundDiagram } from './find-diagrams.ts'
import { versionsOf } from './write-import.ts'

const FILE = /^([0-9a-f]{16})\.conv\.json$/

export interface KeptVersion {
  readonly version: string
  /** True: new tasks begin with it. */
  readonly isCurrent: boolean
  /** Null: it can't be read as a process. */
  readonly diagram: Diagram | null
}

/** Names of the older contents of a process, in no order. */
export async function listOlderVersions(dir: URL, process: string): Promise<string[]> {
  const names = await readdir(versionsOf(dir, process)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names.flatMap((name) => FILE.exec(name)?.[1] ?? [])
}

/** All contents of a process, the current one first. */
export async function readKeptVersions(
  dir: URL,
  { process, text }: Pick<FoundDiagram, 'process' | 'text'>,
): Promise<KeptVersion[]> {
  const current = versionOf(text)
  const older = (await listOlderVersions(dir, process)).filter((version) => version !== current).toSorted()
  return [
    { version: current, isCurrent: true, diagram: await parse(current, async () => text) },
    ...(await Promise.all(
      older.map(async (version) => {
        const file = new URL(`${version}.conv.json`, versionsOf(dir, process))
        return { version, isCurrent: false, diagram: await parse(version, () => readFile(file, 'utf8')) }
      }),
    )),
  ]
}

/** Read and parsed once: a version never changes. The oldest looked at goes first. */
const parsed = new Map<string, Diagram | null>()
const MAX_PARSED = 100

async function parse(version: string, read: () => Promise<string>): Promise<Diagram | null> {
  const known = parsed.get(version)
  if (known !== undefined) return known
  const { diagram } = readDiagram(await read(), version)
  parsed.set(version, diagram)
  for (const [oldest] of parsed) {
    if (parsed.size <= MAX_PARSED) break
    parsed.delete(oldest)
  }
  return diagram
}
