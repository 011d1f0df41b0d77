/** Folders are looked at: what is written together is one change, and what does not matter is none. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { changedFiles, createFileLooker, digestOfFiles } from '../../src/boot/dev/watch-files.ts'

let folder: string
const write = (name: string, text: string) => writeFileSync(join(folder, 'workflows', name), text)
const never = new AbortController().signal

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'startnode-watch-'))
  mkdirSync(join(folder, 'workflows', 'greet'), { recursive: true })
  write('greet/greet.ts', 'one')
  write('1-a.conv.json', '{}')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const makeLooker = () => createFileLooker([join(folder, 'workflows'), join(folder, 'activities')])

test('files that are new, gone and other are a change, with their paths', async () => {
  const looker = makeLooker()
  const before = looker.look()
  expect([...before.digests.keys()].sort()).toEqual(['workflows/1-a.conv.json', 'workflows/greet/greet.ts'])
  const change = looker.changeFrom(before, never)
  write('greet/greet.ts', 'two')
  write('2-b.conv.json', '{}')
  rmSync(join(folder, 'workflows', '1-a.conv.json'))
  mkdirSync(join(folder, 'activities'))
  writeFileSync(join(folder, 'activities', 'bank.ts'), '')
  expect(changedFiles(before, await change)).toEqual([
    'activities/bank.ts',
    'workflows/1-a.conv.json',
    'workflows/2-b.conv.json',
    'workflows/greet/greet.ts',
  ])
})

test('words, examples, hidden files and packages are no change; the same content again is none either', () => {
  const looker = makeLooker()
  const before = looker.look()
  mkdirSync(join(folder, 'workflows', 'node_modules'))
  for (const name of ['README.md', 'greet/greet.example.json', '.greet.ts.swp', 'node_modules/x.js'])
    write(name, 'new')
  write('greet/greet.ts', 'one')
  expect(changedFiles(before, looker.look())).toEqual([])
})

test('one digest stands for the files that are picked, their names and contents', () => {
  const looker = makeLooker()
  const isCode = (path: string) => path.endsWith('.ts')
  const before = looker.look()
  write('1-a.conv.json', '{"other":1}')
  expect(digestOfFiles(looker.look(), isCode)).toBe(digestOfFiles(before, isCode))
  write('greet/greet.ts', 'two')
  expect(digestOfFiles(looker.look(), isCode)).not.toBe(digestOfFiles(before, isCode))
})

test('waiting ends when it is given up', async () => {
  const looker = makeLooker()
  const giveUp = new AbortController()
  const change = looker.changeFrom(looker.look(), giveUp.signal)
  giveUp.abort()
  await expect(change).rejects.toMatchObject({ name: 'AbortError' })
})
