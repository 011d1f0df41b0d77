/** A kept bundle is taken as long as it is what bundling would give now, and tells whose code has changed. */
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DefaultLogger } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeBundleError } from '../../src/boot/bundle/describe-bundle-error.ts'
import { takeOrMakeBundle } from '../../src/boot/bundle/keep-bundle.ts'

const folder = mkdtempSync(join(tmpdir(), 'startnode-kept-'))
const file = join(folder, 'state', 'bundle.json')
const heard: string[] = []
const logger = new DefaultLogger('ERROR', ({ message }) => heard.push(message))
const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
const take = () => takeOrMakeBundle(file, { entry: join(folder, 'index.ts'), sealed: false, logger })

beforeAll(() => {
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'))
  write('index.ts', "export { greet } from './greet.ts'\nexport { part } from './part.ts'\n")
  write('greet.ts', "import { word } from './word.ts'\nexport async function greet() {\n  return word\n}\n")
  write('word.ts', "export const word = 'hello'\n")
  write('part.ts', "export async function part() {\n  return 'bye'\n}\n")
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('it is made once; a change of what a process imports is a change of that process alone', async () => {
  const first = await take()
  const made = statSync(file).mtimeMs
  const again = await take()
  expect(again.code).toBe(first.code)
  expect(statSync(file).mtimeMs).toBe(made)

  write('word.ts', "export const word = 'good morning'\n")
  const changed = await take()
  expect(changed.code).toContain('good morning')
  const digests = (of: typeof first) =>
    ['greet.ts', 'part.ts'].map((name) => of.digestOf((path) => path === name))
  const [[greet, part], [greetNow, partNow]] = [digests(first), digests(changed)]
  expect(greetNow).not.toBe(greet)
  expect(partNow).toBe(part)
  expect(changed.digestOf((path) => path === 'none.ts')).toBeNull()
})

test('one that is damaged is made anew', async () => {
  const { code } = await take()
  writeFileSync(file, readFileSync(file, 'utf8').replace('good morning', 'good evening'))
  expect((await take()).code).toBe(code)
})

test('what can not be bundled is said with file and line, what the sandbox has not by its name', async () => {
  heard.length = 0
  write('word.ts', 'export const word = ;\n')
  await expect(take()).rejects.toThrow('Webpack finished with errors')
  const text = describeBundleError(heard)
  expect(text).toContain('word.ts:1')
  expect(text).toContain('Expression expected')
  expect(text).not.toMatch(/Stack backtrace|at process/)
  write('word.ts', "import { readFileSync } from 'node:fs'\nexport const word = readFileSync('x')\n")
  heard.length = 0
  await expect(take()).rejects.toThrow()
  expect(describeBundleError(heard)).toContain('node:fs')
})
