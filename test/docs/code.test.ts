/** Every TypeScript block of README.md and docs/ compiles against the sources, under the strict settings of the project. */
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readCodeBlocks } from './code-blocks.ts'

const root = mkdtempSync(join(tmpdir(), 'startnode-blocks-'))
afterAll(() => rmSync(root, { recursive: true }))

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs').map((file) => `docs/${file}`),
  ...readdirSync('docs/nodes').map((file) => `docs/nodes/${file}`),
  ...readdirSync('docs/processes').map((file) => `docs/processes/${file}`),
]
const blocks = pages
  .filter((page) => page.endsWith('.md'))
  .flatMap((page) => readCodeBlocks(readFileSync(page, 'utf8')).map((block) => ({ ...block, page })))
  .filter(({ language }) => language === 'ts')

test('every TypeScript block says on its first line which file it is', () => {
  for (const { text } of blocks)
    expect(text).toMatch(/^\/\/ (?:workflows|activities|worker|test)\/[a-z/.-]+\.ts\n/)
  expect(blocks.length).toBeGreaterThan(3)
})

test('every TypeScript block compiles', () => {
  for (const folder of ['src', 'node_modules']) symlinkSync(resolve(folder), join(root, folder))
  // A block may stand beside the files of the project, or be a file of its own; copies, so that none is written over
  for (const folder of ['activities', 'workflows', 'test/helpers'])
    cpSync(folder, join(root, folder), { recursive: true })
  const files = blocks.map(({ text, page }) => {
    // A whole project of its own, with an index of its own.
    const folder = page === 'docs/package.md' ? 'package/' : ''
    const path = folder + text.slice(3, text.indexOf('\n'))
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), `${text}\n`)
    return path
  })
  writeFileSync(join(root, 'package.json'), '{"type":"module"}')
  const entry = (path: string) => [`./src/${path}`]
  writeFileSync(
    join(root, 'tsconfig.json'),
    JSON.stringify({
      extends: resolve('tsconfig.json'),
      compilerOptions: {
        paths: {
          startnode: entry('index.ts'),
          'startnode/nodes': entry('workflows/nodes/index.ts'),
          'startnode/workflows': entry('workflows/index.ts'),
          'startnode/activities': entry('activities/index.ts'),
          'startnode/mambu': [resolve('activities/mambu.ts')],
        },
      },
      include: [],
      files,
    }),
  )
  const { status, output } = compile()
  expect(output).toBe('')
  expect(status).toBe(0)
})

function compile(): { status: number; output: string } {
  try {
    return {
      status: 0,
      output: execFileSync(resolve('node_modules/.bin/tsc'), ['-p', root], { encoding: 'utf8' }),
    }
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string }
    return { status, output: stdout }
  }
}
