import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Reporter, TestModule } from 'vitest/node'

/** What a run came to, for `run-tests.ts`. */
export interface RunOutcome {
  readonly passed: number
  /** One a failed test; a file that could not be loaded, or whose set-up failed, counts as one. */
  readonly failures: readonly { readonly file: string; readonly test: string }[]
  /** Errors outside of any test. */
  readonly outside: number
}

/**
 * Prints `N passed, N failed` alone on a line at the very end, for a CI that does not know vitest's own summary, and writes
 * the outcome to the file STARTNODE_TEST_OUTCOME where one is named.
 */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const outcome = readOutcome(modules, unhandledErrors.length)
    const file = process.env.STARTNODE_TEST_OUTCOME
    if (file !== undefined) writeFileSync(file, JSON.stringify(outcome))
    const { passed, failures, outside } = outcome
    process.stdout.write(`\n${passed} passed, ${failures.length + outside} failed\n`)
  }
}

function readOutcome(modules: readonly TestModule[], outside: number): RunOutcome {
  let passed = 0
  const failures: { file: string; test: string }[] = []
  for (const module of modules) {
    const file = relative(process.cwd(), module.moduleId)
    const tests = [...module.children.allTests()]
    passed += tests.filter((test) => test.result().state === 'passed').length
    const failed = tests.filter((test) => test.result().state === 'failed')
    failures.push(...failed.map((test) => ({ file, test: test.fullName })))
    // A file that could not even be loaded has no failed test, but it is a failure
    if (failed.length === 0 && module.state() === 'failed') failures.push({ file, test: 'the file itself' })
  }
  return { passed, failures, outside }
}
