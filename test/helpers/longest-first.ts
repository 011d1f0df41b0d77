import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files that take a minute or so each, longest first. Where nothing is known of earlier runs, as in CI, vitest takes a large
 * file for a long one, and would begin the README, which is short, when everything else is over.
 */
const LONGEST = [
  'test/docs/readme.test.ts',
  'test/browser/console.test.ts',
  'test/package/package.test.ts',
  'test/faults/campaign.test.ts',
  'test/e2e/dead-server.test.ts',
  'test/e2e/dev-comes-back.test.ts',
  'test/browser/task.test.ts',
  'test/cli/commands.test.ts',
  'test/browser/tasks.test.ts',
  'test/operators/temporal-cli.test.ts',
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rest = await super.sort(files)
    const first = LONGEST.flatMap((name) => rest.filter(({ moduleId }) => moduleId.endsWith(name)))
    return [...first, ...rest.filter((file) => !first.includes(file))]
  }
}
