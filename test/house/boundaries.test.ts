/** The arrows of the house hold, and the check that says so can fail. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ARROWS, findBrokenArrows } from './arrows.ts'
import { findBrokenConsoleArrows } from './console-arrows.ts'

const scratch = mkdtempSync(join(tmpdir(), 'startnode-house-'))
afterAll(() => rmSync(scratch, { recursive: true }))

function build(name: string, files: Record<string, string>): string {
  const root = join(scratch, name)
  for (const folder of ['src', 'workflows', 'activities']) mkdirSync(join(root, folder), { recursive: true })
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

test('every import of this house follows the arrows', async () => {
  expect(await findBrokenArrows(process.cwd())).toEqual([])
})

test('an import against an arrow is found, with the rule it breaks', async () => {
  const rooms = readdirSync('src', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'console' && entry.name !== 'boot')
    .map(({ name }) => name)
  const root = build('broken', {
    ...Object.fromEntries(rooms.map((room) => [`src/${room}/a.ts`, "import '../boot/server.ts'"])),
    'src/diagram/a.ts': "import '../errors/a.ts'",
    // It may know boot/, but no other door
    'src/cli/a.ts': "import '../admin/a.ts'",
    'src/boot/server.ts': "import '../../test/x.ts'",
    'test/x.ts': '',
    'workflows/loan/loan.ts': "import '../../src/start-node/a.ts'",
    'workflows/loan/loan.start.ts': "import '../../src/settings/a.ts'",
    'activities/a.ts': "import '../src/settings/a.ts'",
  })
  const broken = await findBrokenArrows(root)
  const rules = new Set(broken.map((line) => line.slice(0, line.lastIndexOf(': '))))
  for (const { rule } of ARROWS) expect(rules).toContain(rule)
  expect(broken).toContain(
    'boot/, cli/, plugin, config and index compose the rest; nobody below imports them: src/inbox/a.ts -> src/boot/server.ts',
  )
  expect(broken).toContain('nothing imports a test: src/boot/server.ts -> test/x.ts')
})

test('a type-only import is an arrow like any other, and so it is in a cycle', async () => {
  const root = build('types', {
    'src/inbox/inbox.ts': "import './lane.ts'\nexport type Inbox = 1",
    'src/inbox/lane.ts': "import type { Inbox } from './inbox.ts'\nexport type Lane = Inbox",
    'src/process/a.ts': "import type { Inbox } from '../inbox/inbox.ts'\nexport type A = Inbox",
  })
  expect((await findBrokenArrows(root)).toSorted()).toEqual([
    expect.stringMatching(/^process\/ is pure.*: src\/process\/a\.ts -> src\/inbox\/inbox\.ts$/),
    expect.stringMatching(/^there are no cycles: src\/inbox\//),
  ])
})

test('a cycle of imports is found', async () => {
  const root = build('cycle', {
    'src/inbox/a.ts': "import './b.ts'",
    'src/inbox/b.ts': "export * from './a.ts'",
  })
  expect((await findBrokenArrows(root)).join()).toContain(
    'there are no cycles: src/inbox/a.ts -> src/inbox/b.ts',
  )
})

test('the console imports itself and the packages of a browser; of the doors and subjects only types', () => {
  expect(findBrokenConsoleArrows(process.cwd())).toEqual([])
  const root = build('console', {
    'src/console/a.tsx': [
      "import type { z } from 'zod'",
      "import { Button } from '@mantine/core'",
      "import type { row } from '../admin/row.ts'",
      "import { role } from '../users/role.ts'",
      "import type { Inbox } from '../inbox/inbox.ts'",
      "import { z as zod } from 'zod'",
      "import type { B } from './b.tsx'",
    ].join('\n'),
    'src/console/b.tsx': "import './a.tsx'",
  })
  expect(findBrokenConsoleArrows(root)).toEqual([
    'src/console/a.tsx -> ../users/role.ts',
    'src/console/a.tsx -> ../inbox/inbox.ts',
    'src/console/a.tsx -> zod',
    'src/console/a.tsx -> src/console/b.tsx -> src/console/a.tsx',
  ])
})

test('each room says at its head in one sentence what one finds in it', () => {
  const folders = execFileSync('git', ['ls-files', 'src', 'workflows', 'activities'], { encoding: 'utf8' })
    .split('\n')
    .filter((file) => /\.tsx?$/.test(file) && existsSync(file))
    .map((file) => dirname(file))
  const silent = [...new Set(folders)].filter((folder) => {
    const index = ['index.ts', 'README.md', `${basename(folder)}.ts`]
      .map((name) => join(folder, name))
      .find((file) => existsSync(file))
    return index === undefined || !/^(?:\/\*\*|# )/.test(readFileSync(index, 'utf8'))
  })
  expect(silent).toEqual([])
})

test('no room has more than 20 files on one floor', () => {
  const files = execFileSync('git', ['ls-files', 'src', 'activities', 'workflows'], {
    encoding: 'utf8',
  }).split('\n')
  const counts = new Map<string, number>()
  for (const file of files.filter((name) => /\.tsx?$/.test(name) && existsSync(name)))
    counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1)
  expect([...counts].filter(([, count]) => count > 20)).toEqual([])
})

test('src/ has no drawer: no folder or file named utils, helpers, common or misc', () => {
  const files = execFileSync('git', ['ls-files', 'src', 'workflows', 'activities'], { encoding: 'utf8' })
  expect(
    files.split('\n').filter((file) => /(?:^|[/-])(?:utils?|helpers?|common|misc)(?:[./-]|$)/.test(file)),
  ).toEqual([])
})
