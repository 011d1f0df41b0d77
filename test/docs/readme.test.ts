/**
 * Every command block of README.md works as it stands, in order, in a clean copy of this project, and prints what the
 * README shows. Not run: `docker compose` (test/house/compose.test.ts) and the test command itself (.ci/run runs it).
 * What costs more than the commands themselves is not done again each time. `npm ci` says whether it could install, and
 * what it installed here is linked (.ci/run begins with it, and test/package installs). Of all `npx` the first is npm's;
 * those after it start this project compiled, and from where the copy is another one on, the copy.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { buildProject } from '../helpers/built-project.ts'
import { plainEnv } from '../helpers/child-process.ts'
import { findFreePort } from '../helpers/free-port.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { readCommandBlocks } from './code-blocks.ts'
import { writeNpx } from './npx.ts'
import { missingLines, type Terminal, typeInto } from './shell.ts'

const TEST_COMMAND = 'npm ci && npm test'
const MINUTES = 60_000
const blocks = readCommandBlocks(readFileSync('README.md', 'utf8'))
const root = mkdtempSync(join(tmpdir(), 'startnode-readme-'))
const copy = join(root, 'startnode')
let stack: Terminal | undefined

afterAll(() => {
  stack?.kill()
  rmSync(root, { recursive: true, force: true, maxRetries: 3 })
})

test('the last line of .ci/run is the test command of the README', () => {
  expect(readFileSync('.ci/run', 'utf8').trimEnd().split('\n').at(-1)).toBe(TEST_COMMAND)
  expect(blocks.map(({ commands }) => commands)).toContain(TEST_COMMAND)
})

test('every command block works in a clean copy and prints what the README shows', {
  // Thirty programs, one after the other: with 20 others at work on two cores they took 13 minutes
  timeout: 15 * MINUTES,
}, async () => {
  copyProject()
  let npx = writeNpx(join(root, 'npx-compiled'), await buildProject(), true)
  const port = await findFreePort()
  const temporalPort = await findFreePort()
  const env = {
    ...plainEnv(),
    PATH: [resolve('.startnode/temporal/bin'), process.env.PATH].join(delimiter),
    PORT: String(port),
    TEMPORAL_DEV_PORT: String(temporalPort),
    // The tests of a block use the server of this run
    TEST_TEMPORAL_ADDRESS: temporalAddress(),
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  }
  const asShown = (text: string) => text.replaceAll(`:${port}`, ':3000')

  for (const { commands, shown } of blocks) {
    const expectShown = (terminal: Terminal) =>
      expect(missingLines(asShown(terminal.output()), shown), terminal.output()).toEqual([])
    if (commands === TEST_COMMAND || commands.includes('docker compose')) continue
    if (commands.endsWith('npm run demo')) {
      const demo = typeInto(copy, commands.replace('npm ci', 'npm ci --dry-run'), env)
      stack = demo
      await demo.until(/^The stack stays up/m, 5 * MINUTES)
      await interrupt(demo)
      expectShown(demo)
    } else if (commands === 'npm start') {
      if (stack) await interrupt(stack)
      stack = typeInto(copy, commands, env)
      await stack.until(/^Ready/m, 3 * MINUTES)
    } else {
      if (commands.includes('startnode new')) npx = writeNpx(join(root, 'npx'), copy)
      const terminal = typeInto(copy, commands, {
        ...env,
        PATH: [npx, env.PATH].join(delimiter),
        TEMPORAL_ADDRESS: `127.0.0.1:${temporalPort}`,
      })
      const code = await terminal.ended
      expect(code, `${commands}\n${terminal.output()}`).toBe(0)
      expectShown(terminal)
    }
  }
  if (stack) await interrupt(stack)
})

/** Ctrl-C: everything stops in order and says so. */
async function interrupt(terminal: Terminal): Promise<void> {
  terminal.interrupt()
  await terminal.ended
  expect(terminal.output()).toContain('Stopped; nothing is left behind.')
  if (stack === terminal) stack = undefined
}

function copyProject(): void {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  })
  for (const file of files.split('\0')) {
    if (file !== '' && existsSync(file)) cpSync(file, join(copy, file))
  }
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'))
}
