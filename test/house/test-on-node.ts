/**
 * `npm run test:node -- 24`: the suite on another Node; `npm run test:node -- 24 test/formats`: a part of it. What follows
 * the version goes to vitest.
 */
import { runOnNode } from './run-on-node.ts'

const [wanted, ...rest] = process.argv.slice(2)

if (wanted === undefined) {
  process.stderr.write('Which Node? npm run test:node -- 24 [arguments of vitest]\n')
  process.exitCode = 2
} else {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.all.config.ts']
  process.exitCode = await runOnNode(wanted, [...vitest, ...rest])
}
