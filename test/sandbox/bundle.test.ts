import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'
import { beforeAll, expect, test } from 'vitest'
import { StartnodePlugin } from '../../src/plugin.ts'
import { WORKFLOWS_INDEX } from '../../src/project/project.ts'

/**
 * Every task evaluates the whole bundle anew, so what all of them pay is bounded: Temporal's own part and the engine's.
 * Measured 855,000 characters, source map left out; 10 % to grow. Processes are a project's own, however many it has.
 */
const MAX_ENGINE = 940_000

/** One file of a process: one that is longer wants to be two. The longest has 14,500, comments and all. */
const MAX_PROCESS_FILE = 20_000

/** Where webpack begins a module of the bundle, and its file. */
const MODULE = /\n\/\*\*\*\/ "([^"]+)"\n/

/** What `@temporalio/workflow` itself needs. */
const TEMPORAL = ['@temporalio/common', '@temporalio/workflow', 'long', 'ms', 'nexus-rpc']

let code: string

beforeAll(async () => {
  const bundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(WORKFLOWS_INDEX),
    plugins: [new StartnodePlugin()],
    logger: new DefaultLogger('ERROR'),
  })
  code = bundle.code
})

test('what every task pays for keeps its size, and no file of a process is large', () => {
  const [evaluated = ''] = code.split('//# sourceMappingURL')
  const [, ...modules] = evaluated.split(MODULE)
  const sizes = modules.flatMap((file, index) =>
    index % 2 === 0 && file.startsWith('./workflows/') ? [[file, modules[index + 1]?.length ?? 0]] : [],
  ) as [string, number][]
  expect(sizes.length).toBeGreaterThan(9)
  expect(sizes.filter(([, size]) => size > MAX_PROCESS_FILE)).toEqual([])
  const engine = sizes.reduce((left, [, size]) => left - size, evaluated.length)
  expect(engine).toBeGreaterThan(100_000)
  expect(engine).toBeLessThan(MAX_ENGINE)
})

test('no library but Temporal is in it', () => {
  const packages = new Set(
    [...code.matchAll(/node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//g)].map(([, name]) => name),
  )
  expect([...packages].sort()).toEqual(TEMPORAL)
})

test('the interceptors are in it, so tasks open by themselves', () => {
  expect(code).toContain('src/workflows/interceptors.ts')
})
