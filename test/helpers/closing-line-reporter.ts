import type { Reporter, TestModule } from 'vitest/node'

/** Prints `N passed, N failed` alone on a line at the very end, for a CI that does not know vitest's own summary. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0
    let failed = unhandledErrors.length
    for (const module of modules) {
      const tests = [...module.children.allTests()]
      passed += tests.filter((test) => test.result().state === 'passed').length
      const failures = tests.filter((test) => test.result().state === 'failed').length
      // A file that could not even be loaded has no failed test, but it is a failure
      failed += failures === 0 && module.state() === 'failed' ? 1 : failures
    }
    process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
  }
}
