/**
 * Where the processes are: the folder WORKFLOWS_DIR (a project that has this package among its dependencies), else those
 * of this project, beside src/ in a clone (.ts), beside dist/src/ when built (.js).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

/** The folder of the processes, with a trailing slash. */
export const WORKFLOWS_DIR = process.env.WORKFLOWS_DIR
  ? pathToFileURL(`${resolve(process.env.WORKFLOWS_DIR)}/`)
  : new URL('../../workflows/', import.meta.url)

/** The entry of the workflow bundle: that of the folder, or of the engine where the folder holds no code. */
export const WORKFLOWS_INDEX = findIndex()

/** Version of this package. */
export const VERSION: string = readVersion()

/** The file with the example body of a process, `<process>.example.json` beside its code; null: there is none. */
export function findExample(process: string): URL | null {
  const places = [`${process}/${process}.example.json`, `${process}.example.json`]
  return places.map((place) => new URL(place, WORKFLOWS_DIR)).find((file) => existsSync(file)) ?? null
}

/** The example body of a process; null: there is none. */
export async function readExample(process: string): Promise<string | null> {
  const file = findExample(process)
  return file === null ? null : await readFile(file, 'utf8')
}

function findIndex(): URL {
  const inFolder = ['js', extension].map((ending) => new URL(`index.${ending}`, WORKFLOWS_DIR))
  const engine = new URL(`../workflows/index.${extension}`, import.meta.url)
  const missing = holdsOnlyDiagrams() ? engine : (inFolder[1] as URL)
  return inFolder.find((file) => existsSync(file)) ?? missing
}

/** A folder of imported processes alone needs no code of its own. */
function holdsOnlyDiagrams(): boolean {
  if (!existsSync(WORKFLOWS_DIR)) return false
  const names = readdirSync(WORKFLOWS_DIR, { recursive: true, encoding: 'utf8' })
  return (
    names.some((name) => name.endsWith('.conv.json')) && !names.some((name) => /\.start\.[jt]s$/.test(name))
  )
}

function readVersion(): string {
  const root = extension === 'ts' ? '../../package.json' : '../../../package.json'
  return (JSON.parse(readFileSync(new URL(root, import.meta.url), 'utf8')) as { version: string }).version
}
