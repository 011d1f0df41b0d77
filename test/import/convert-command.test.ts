/** `startnode convert` as it is typed; it needs no Temporal. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildProject } from '../helpers/built-project.ts'
import { plainEnv, startChild } from '../helpers/child-process.ts'

const FIXTURES = fileURLToPath(new URL('../fixtures/diagrams/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'startnode-convert-'))
const workflows = join(folder, 'workflows')
let startnode: string
let out: string

beforeAll(async () => {
  startnode = join(await buildProject(), 'bin', 'startnode.js')
  mkdirSync(workflows)
  for (const name of ['first/4001-pay-fee', 'bank/5001-limits', 'bank/6003-copies', 'bank/6009-scripts'])
    cpSync(join(FIXTURES, `${name}.conv.json`), join(workflows, `${name.split('/')[1]}.conv.json`))
})
beforeEach(() => {
  out = mkdtempSync(join(folder, 'out-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function convert(...args: string[]) {
  const child = startChild([startnode, 'convert', ...args], {
    env: { ...plainEnv(), WORKFLOWS_DIR: workflows, STATE_DIR: folder },
  })
  const { code } = await child.ended
  return { code, stdout: child.stdout(), stderr: child.stderr() }
}

test('a process is found by either id and printed, with what comes next', async () => {
  const { code, stdout, stderr } = await convert('4001')
  expect(code).toBe(0)
  expect(stdout).toContain('// pay-fee/pay-fee.ts\n')
  expect(stdout).toContain("import { mpo, node } from 'startnode/nodes'")
  expect(stdout).toContain("import type { payFee } from './pay-fee.js'")
  expect(stdout).toContain('replaces: 4001,')
  expect(stderr).toContain("export { payFee } from './pay-fee/pay-fee.js' in workflows/index.ts")
  expect(stderr).not.toContain('by hand')
  expect((await convert('4001-pay-fee')).stdout).toBe(stdout)
})

test('--out writes two files and never over others, but with --force', async () => {
  const first = await convert('6009', '--as', 'run-scripts', '--out', out)
  expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining('To be finished by hand:\n') })
  expect(first.stderr).toMatch(/'[^']+' 5f006009\w+: its code, which stands above/)
  const file = join(out, 'run-scripts', 'run-scripts.ts')
  expect(readdirSync(join(out, 'run-scripts')).sort()).toEqual(['run-scripts.start.ts', 'run-scripts.ts'])
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, '// mine\n')
  const again = await convert('6009', '--as', 'run-scripts', '--out', out)
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('would be overwritten') })
  expect(readFileSync(file, 'utf8')).toBe('// mine\n')
  expect((await convert('6009', '--as', 'run-scripts', '--out', out, '--force')).code).toBe(0)
  expect(readFileSync(file, 'utf8')).toBe(text)
})

test('--json has all of it', async () => {
  const { stdout } = await convert('6003', '--json')
  expect(JSON.parse(stdout)).toMatchObject({
    process: 'copies',
    workflow: 'copies',
    files: null,
    notes: expect.arrayContaining([expect.objectContaining({ kind: 'finish' })]),
  })
})

test.each([
  [['5001'], 'is a state diagram'],
  [['4001', '--as', 'Pay Fee'], 'is no id of a process in code'],
  [['4001', '--as', '4001-again'], 'is no id of a process in code'],
  [['4009'], "There is no imported process '4009'"],
])('%j is refused, and nothing is written', async (args, why) => {
  expect(await convert(...args, '--out', out)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(why),
  })
  expect(readdirSync(out)).toEqual([])
})

test('a diagram with errors is not converted', async () => {
  const bad = join(workflows, '4002-bad.conv.json')
  const text = readFileSync(join(workflows, '4001-pay-fee.conv.json'), 'utf8').replace(/4001/, '4002')
  writeFileSync(
    bad,
    text
      .replaceAll('5f0000000000000000000003"', '5f00000000000000000000ff"')
      .replace('5f00000000000000000000ff"', '5f0000000000000000000003"'),
  )
  const { code, stderr } = await convert('4002', '--out', out)
  rmSync(bad)
  expect(code).toBe(2)
  expect(stderr).toContain('4002-bad has errors')
  expect(existsSync(join(out, 'bad'))).toBe(false)
})
