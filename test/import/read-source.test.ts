/** What an import is given from the disk: files, folders, ZIPs, and what is none of them. */
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readSource } from '../../src/import/read-source.ts'
import { readZip } from '../../src/import/read-zip.ts'

const FIXTURES = fileURLToPath(new URL('../fixtures/exports/', import.meta.url))
const zip = (name: string) => join(FIXTURES, 'zips', name)

const TREE = [
  '610_live.stage.json',
  '611_Cards/611_Cards.folder.json',
  '611_Cards/7001_card-limit.conv.json',
  '7002_score.conv.json',
  '_ALIASES_.json',
  '_ENV_VARS_.json',
]

test('a folder and its ZIP hold the same files, and nothing that is no JSON', async () => {
  const folder = await readSource(join(FIXTURES, 'shapes', 'tree'))
  const packed = await readSource(zip('tree.zip'))
  expect(folder.map(({ name }) => name)).toEqual(TREE)
  const near = await readSource(`./${relative(process.cwd(), join(FIXTURES, 'shapes', 'tree'))}/`)
  expect(near.map(({ name }) => name)).toEqual(TREE)
  expect(packed.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(folder)
})

test('a single file is read whatever it is called, to the byte', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'startnode-import-'))
  writeFileSync(join(dir, 'export.txt'), '\ufeff{}\r\n')
  expect(await readSource(join(dir, 'export.txt'))).toEqual([{ name: 'export.txt', text: '\ufeff{}\r\n' }])
})

test('of several files one that is no UTF-8 does not hide the others', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'startnode-import-'))
  writeFileSync(join(dir, 'a.json'), Buffer.from('{"title":"\xfc"}', 'latin1'))
  writeFileSync(join(dir, 'b.json'), '{}')
  expect(await readSource(dir)).toEqual([
    { name: 'a.json', text: '', isUtf8: false },
    { name: 'b.json', text: '{}' },
  ])
})

test('what macOS and editors leave beside the files is none of them', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'startnode-import-'))
  mkdirSync(join(dir, '__MACOSX'))
  for (const name of ['loan.json', '__MACOSX/._loan.json', '._loan.json', '.loan.json'])
    writeFileSync(join(dir, name), name === 'loan.json' ? '{}' : '\0\x05\x16\x07')
  expect(await readSource(dir)).toEqual([{ name: 'loan.json', text: '{}' }])
  expect(await readSource(zip('of-macos.zip'))).toEqual([{ name: 'loan.json', text: '{}' }])
})

test.each([
  ['path-out-of-it.zip', /relative path|invalid/i],
  ['damaged.zip', /check sum/],
  ['lying-size.zip', /too many bytes|uncompressed size/i],
])('%s is refused, and says why', async (name, why) => {
  await expect(readSource(zip(name))).rejects.toMatchObject({
    code: 'export_unreadable',
    message: expect.stringMatching(why),
  })
})

test('a ZIP that unpacks to more than there is room for is refused before it is unpacked', async () => {
  const bytes = readFileSync(zip('tree.zip'))
  await expect(readZip(bytes, { entries: 3, bytes: 1e9 })).rejects.toMatchObject({
    code: 'export_unreadable',
  })
  await expect(readZip(bytes, { entries: 100, bytes: 500 })).rejects.toThrow('unpacks to more than 500 bytes')
})

test('what begins as a ZIP and is none, what is no UTF-8, and what is not there, are no exports', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'startnode-import-'))
  writeFileSync(join(dir, 'cut.zip'), readFileSync(zip('tree.zip')).subarray(0, 300))
  writeFileSync(join(dir, 'latin.json'), Buffer.from('{"title":"\xfc"}', 'latin1'))
  for (const name of ['cut.zip', 'latin.json', 'not-there.json'])
    await expect(readSource(join(dir, name))).rejects.toMatchObject({ code: 'export_unreadable' })
})

test('a link in a folder is not followed', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'startnode-import-'))
  symlinkSync(join(FIXTURES, 'shapes', 'list-of-one.json'), join(dir, 'link.json'))
  expect(await readSource(dir)).toEqual([])
})
