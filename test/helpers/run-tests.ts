/**
 * `npm test`: all tests at once, then what failed once more, alone. A machine that is busy with three test files at a time
 * shows races that are the test's own; a fault of the product fails again. What passed only alone is named at the end, never
 * hidden: it is a test to mend. More than `MAX_FILES` files, or an error outside of any test, is a failure at once.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { RunOutcome } from './closing-line-reporter.ts'
import { THRIFTY_NODE } from './thrifty-node.ts'

const MAX_FILES = 3

/** What is left to do after the first run: nothing, the files to run again, or nothing that could help. */
export function filesToRunAgain({ failures, outside }: RunOutcome): readonly string[] {
  const files = [...new Set(failures.map(({ file }) => file))]
  return outside === 0 && files.length <= MAX_FILES ? files : []
}

async function runVitest(args: readonly string[], outcome: string): Promise<number> {
  const command = [
    ...THRIFTY_NODE,
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    'vitest.all.config.ts',
    ...args,
  ]
  const env = { ...process.env, STARTNODE_TEST_OUTCOME: outcome }
  const [code] = await once(spawn(process.execPath, command, { env, stdio: 'inherit' }), 'close')
  return typeof code === 'number' ? code : 1
}

async function runTests(args: readonly string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'startnode-outcome-'))
  const outcomeFile = join(folder, 'outcome.json')
  try {
    const code = await runVitest(args, outcomeFile)
    if (code === 0) return 0
    const first = JSON.parse(await readFile(outcomeFile, 'utf8')) as RunOutcome
    const again = filesToRunAgain(first)
    if (again.length === 0) return code
    process.stdout.write(`\nOnce more, alone: ${again.join(', ')}\n`)
    const codeAlone = await runVitest([...again, '--maxWorkers=1'], outcomeFile)
    if (codeAlone !== 0) return codeAlone
    const names = first.failures.map(({ file, test }) => `  ${file} > ${test}`)
    process.stdout.write(
      `\nPassed only when run again alone, so each has a race to mend:\n${names.join('\n')}\n`,
    )
    process.stdout.write(`\n${first.passed + first.failures.length} passed, 0 failed\n`)
    return 0
  } finally {
    await rm(folder, { recursive: true })
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  // Ctrl-C goes to vitest as well, which stops what it has started
  process.on('SIGINT', () => {})
  process.exitCode = await runTests(process.argv.slice(2))
}
