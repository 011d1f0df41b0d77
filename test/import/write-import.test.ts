/** Where the processes of an import go, what becomes of older contents, and how they come back. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeEach, expect, test } from 'vitest'
import { readExport } from '../../src/diagram/read/read-export.ts'
import { findDiagrams } from '../../src/import/find-diagrams.ts'
import { planImport } from '../../src/import/plan-import.ts'
import { pruneVersions } from '../../src/import/prune-versions.ts'
import { requireWritable, writeImport } from '../../src/import/write-import.ts'
import { versionOf } from '../../src/process/ids/diagram-id.ts'
import { loadDiagrams } from '../../src/project/load-diagrams.ts'

const SHAPES = new URL('../fixtures/exports/shapes/', import.meta.url)
const text = readFileSync(new URL('every-logic.conv.json', SHAPES), 'utf8')
const ID = '7001-card-limit-raise-v2'

let folder: string
let dir: URL

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'startnode-workflows-'))
  dir = pathToFileURL(`${folder}/`)
})

async function bring(content: string, id: string | null = null, taken: readonly string[] = []) {
  const found = await findDiagrams(dir)
  const read = readExport([{ name: 'export.json', text: content }])
  return writeImport(dir, planImport(read, { found, taken: new Set(taken), id }))
}

const files = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
const versionFile = (content: string) => `versions/${ID}/${versionOf(content)}.conv.json`

test("a process is written under MPO's id and its title, byte for byte", async () => {
  expect(await bring(text)).toEqual([{ process: ID, version: versionOf(text), state: 'new', former: null }])
  expect(files()).toEqual([`${ID}.conv.json`])
  expect(readFileSync(join(folder, `${ID}.conv.json`), 'utf8')).toBe(text)
})

test('it is found by its id whatever its title is then, and its older content is kept beside', async () => {
  await bring(text)
  expect(await bring(text)).toMatchObject([{ state: 'unchanged' }])
  const renamed = text.replace('Card limit: raise (v2)', 'Another title')
  expect(await bring(renamed)).toEqual([
    { process: ID, version: versionOf(renamed), state: 'changed', former: versionOf(text) },
  ])
  expect(files()).toEqual([`${ID}.conv.json`, versionFile(text)])
  expect(readFileSync(join(folder, versionFile(text)), 'utf8')).toBe(text)
  // Back again: the content of now is no older one.
  await bring(text)
  expect(files()).toEqual([`${ID}.conv.json`, versionFile(renamed)])
})

test('what was imported is what workers load, the older contents among it', async () => {
  await bring(text)
  await bring(`${text}\n`)
  const loaded = (await loadDiagrams(dir)).get(ID)
  expect(loaded).toMatchObject({ version: versionOf(`${text}\n`), diagram: { mpoId: '7001' } })
  expect([...(loaded?.versions.keys() ?? [])].sort()).toEqual(
    [versionOf(text), versionOf(`${text}\n`)].sort(),
  )
})

test('a process that was imported in spite of errors is loaded, and what could not be read in it does nothing', async () => {
  const read = (name: string) => readFileSync(new URL(`../problems/${name}.json`, SHAPES), 'utf8')
  await bring(read('operator_unknown'))
  const [found] = (await loadDiagrams(dir)).values()
  expect(found?.diagram.nodes[1]?.logics[0]).toMatchObject({ kind: 'if', conditions: [] })
  await bring(read('method_unknown'))
  const [next] = (await loadDiagrams(dir)).values()
  expect(next?.diagram.nodes[1]?.logics[0]).toMatchObject({ kind: 'unsupported', type: 'api' })
})

test('a folder export is a file a process, each as it stood in it', async () => {
  const whole = readFileSync(new URL('folder-2016.json', SHAPES), 'utf8')
  await bring(whole)
  expect(files()).toEqual(['6001-01-cards.conv.json', '6002-02-limits.conv.json'])
  for (const name of files()) expect(whole).toContain(readFileSync(join(folder, name), 'utf8'))
})

test('without an id of MPO one must be given, and it finds the process again', async () => {
  const nameless = text.replace('"obj_id": 7001', '"obj_id": 0')
  await expect(bring(nameless)).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('--id'),
  })
  expect(await bring(nameless, 'card-limit')).toMatchObject([{ process: 'card-limit', state: 'new' }])
  expect(await bring(`${nameless}\n`, 'card-limit')).toMatchObject([
    { process: 'card-limit', state: 'changed' },
  ])
})

test('an id that is none, is one of code, or is of another process is refused', async () => {
  const refused = (id: string | null, taken: readonly string[] = []) =>
    expect(bring(text, id, taken)).rejects.toMatchObject({ code: 'usage' })
  await refused('Card Limit')
  await refused('startnode-card')
  await refused('card-limit', ['card-limit'])
  await bring(text, 'card-limit')
  await refused('other-id')
  const other = text.replace('"obj_id": 7001', '"obj_id": 7009')
  await expect(bring(other, 'card-limit')).rejects.toMatchObject({ message: expect.stringContaining('7001') })
  const whole = readFileSync(new URL('folder-2016.json', SHAPES), 'utf8')
  await expect(bring(whole, 'cards')).rejects.toMatchObject({
    message: expect.stringContaining('the export has 2'),
  })
})

test('a process that has a folder of its own stays in it', async () => {
  mkdirSync(join(folder, 'cards'))
  await bring(text)
  const moved = readFileSync(join(folder, `${ID}.conv.json`))
  rmSync(join(folder, `${ID}.conv.json`))
  writeFileSync(join(folder, 'cards', `${ID}.conv.json`), moved)
  await bring(`${text}\n`)
  expect(files()).toEqual([`cards/${ID}.conv.json`, versionFile(text)])
})

test('prune removes what no open task uses, nothing where that is not known, and only says so when asked to', async () => {
  const second = `${text}\n`
  const third = `${text}\n\n`
  for (const content of [text, second, third]) await bring(content)
  const prune = (inUse: ReadonlySet<string> | null, dryRun = false) =>
    pruneVersions(dir, { process: ID }, inUse, dryRun)
  expect(await prune(null)).toMatchObject({ removed: [], why: expect.stringContaining('do not say') })
  const inUse = new Set([versionOf(second), versionOf(third)])
  expect(await prune(inUse, true)).toMatchObject({ removed: [versionOf(text)], kept: [versionOf(second)] })
  expect(files()).toHaveLength(3)
  expect(await prune(inUse)).toMatchObject({ removed: [versionOf(text)] })
  expect(files()).toEqual([`${ID}.conv.json`, versionFile(second)])
  await prune(new Set())
  expect(readdirSync(join(folder, 'versions'))).toEqual([])
})

test('in production, and where nothing can be written, an import says how to deploy', async () => {
  await expect(requireWritable(dir, false)).rejects.toMatchObject({
    code: 'import_refused',
    message: expect.stringContaining('workers first, then receivers'),
  })
  await expect(requireWritable(new URL('not-there/', dir), null)).rejects.toMatchObject({
    code: 'import_refused',
  })
  for (const allowed of [true, null]) await expect(requireWritable(dir, allowed)).resolves.toBeUndefined()
})
