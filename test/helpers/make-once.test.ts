import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeOnce } from './make-once.ts'

const folder = mkdtempSync(join(tmpdir(), 'startnode-once-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** No process has it: it is above what Linux gives out. */
const NOBODY = 99_999_999

test('what many need at once is made once, and nothing but it is left', async () => {
  const path = join(folder, 'shared')
  let made = 0
  const make = async (aside: string) => {
    made += 1
    await writeFile(aside, 'whole')
    expect(existsSync(path)).toBe(false)
  }
  const paths = await Promise.all([1, 2, 3].map(() => makeOnce(path, make)))
  expect(paths).toEqual([path, path, path])
  expect(made).toBe(1)
  expect(readFileSync(path, 'utf8')).toBe('whole')
  expect(readdirSync(folder)).toEqual(['shared'])
})

test('what can not be made is told at once, and may be tried again', async () => {
  const path = join(folder, 'broken')
  const failing = makeOnce(path, async () => {
    throw new Error('the disk is full')
  })
  await expect(failing).rejects.toThrow('the disk is full')
  await makeOnce(path, (aside) => writeFile(aside, 'mended'))
  expect(readFileSync(path, 'utf8')).toBe('mended')
})

test('who was killed while making it keeps nobody waiting', async () => {
  const path = join(folder, 'left')
  writeFileSync(`${path}.lock`, String(NOBODY))
  await makeOnce(path, (aside) => writeFile(aside, 'by another'))
  expect(readFileSync(path, 'utf8')).toBe('by another')
})
