/** The arrows of the house hold, and the check that says so can fail. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
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
  const root = build('broken', {
    'src/process/a.ts': "import '../errors/a.ts'",
    'src/diagram/a.ts': "import '../errors/a.ts'",
    'src/errors/a.ts': "import type { B } from '../inbox/b.ts'\nexport type A = B",
    'src/inbox/b.ts': "import '../receiver/a.ts'\nexport type B = 1",
    'src/temporal/a.ts': "import '../inbox/b.ts'",
    'src/formats/a.ts': "import '../inbox/b.ts'",
    'src/start-node/a.ts': "import '../temporal/a.ts'",
    'src/start-node/settings-a.ts': "import '../receiver/a.ts'",
    'src/receiver/a.ts': "import '../inbox/inbox.ts'",
    'src/inbox/inbox.ts': "import '../server.ts'",
    'src/server.ts': "import '../test/x.ts'",
    'src/activities/a.ts': "import '../inbox/inbox.ts'",
    'src/admin/a.ts': "import '../inbox/inbox.ts'",
    'test/x.ts': '',
    'workflows/a.ts': "import '../src/start-node/a.ts'",
    'workflows/a.start.ts': "import './a.ts'",
  })
  const broken = await findBrokenArrows(root)
  const rules = new Set(broken.map((line) => line.slice(0, line.lastIndexOf(': '))))
  for (const { rule } of ARROWS) expect(rules).toContain(rule)
  expect(broken).toContain(
    'server, worker, plugin, cli and index compose the rest; nobody imports them: src/inbox/inbox.ts -> src/server.ts',
  )
  expect(broken).toContain('nothing imports a test: src/server.ts -> test/x.ts')
})

test('a type-only import pulls nothing in, so it breaks no rule but those of the pure folders', async () => {
  const root = build('types', {
    'src/inbox/inbox.ts': "import './lane.ts'\nexport type Inbox = 1",
    'src/inbox/lane.ts': "import type { Inbox } from './inbox.ts'\nexport type Lane = Inbox",
    'workflows/a.ts':
      "import type { Inbox } from '../src/inbox/inbox.ts'\nexport async function a(inbox: Inbox) {}",
    'src/process/a.ts': "import type { Inbox } from '../inbox/inbox.ts'\nexport type A = Inbox",
  })
  expect(await findBrokenArrows(root)).toEqual([
    expect.stringMatching(/^process\/ is pure.*: src\/process\/a\.ts -> src\/inbox\/inbox\.ts$/),
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

test('the console imports itself and the packages of a browser; of admin/ only types', () => {
  expect(findBrokenConsoleArrows(process.cwd())).toEqual([])
  const root = build('console', {
    'src/console/a.tsx': [
      "import type { z } from 'zod'",
      "import { Button } from '@mantine/core'",
      "import type { row } from '../admin/row.ts'",
      "import { role } from '../admin/role.ts'",
      "import type { Inbox } from '../inbox/inbox.ts'",
      "import { z as zod } from 'zod'",
    ].join('\n'),
  })
  expect(findBrokenConsoleArrows(root)).toEqual([
    'src/console/a.tsx -> ../admin/role.ts',
    'src/console/a.tsx -> ../inbox/inbox.ts',
    'src/console/a.tsx -> zod',
  ])
})

test('src/ has no drawer: no folder or file named utils, helpers, common or misc', () => {
  const files = execFileSync('git', ['ls-files', 'src', 'workflows', 'activities'], { encoding: 'utf8' })
  expect(
    files.split('\n').filter((file) => /(?:^|[/-])(?:utils?|helpers?|common|misc)(?:[./-]|$)/.test(file)),
  ).toEqual([])
})
