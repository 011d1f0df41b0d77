import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporalAddress } from '../helpers/temporal.ts'

let folder: string
let ended: { code: unknown; stderr: string }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'startnode-worker-'))
  const startNode = new URL('../../src/start-node/start-node.ts', import.meta.url).href
  const zod = import.meta.resolve('zod')
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await writeFile(join(folder, 'index.ts'), 'export async function other() {}\n')
  await writeFile(
    join(folder, 'lonely.start.ts'),
    `import { z } from '${zod}'\nimport { startNode } from '${startNode}'\nexport default startNode('lonely', { title: 'Lonely', input: z.object({}) })\n`,
  )
  ended = await new Promise((resolve) => {
    execFile(
      process.execPath,
      ['bin/startnode.js', 'worker'],
      {
        env: {
          ...process.env,
          TEMPORAL_ADDRESS: temporalAddress(),
          WORKFLOWS_DIR: folder,
          STATE_DIR: folder,
          SIGNING_KEYS: 'a1'.repeat(32),
        },
        timeout: 60_000,
      },
      (error, _stdout, stderr) => resolve({ code: error?.code ?? 0, stderr }),
    )
  })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a worker whose processes do not fit says which file, and its process ends', () => {
  expect(ended.stderr).toContain("no workflow 'lonely' for the Start node in lonely.start.ts")
  expect(ended.code).toBe(2)
})

test('a worker without a Mambu says so when it starts, not at the first task that fails', () => {
  expect(ended.stderr).toContain('MAMBU_BASE_URL is not set')
})
