import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { workflowBundle } from '../helpers/workflow-bundle.ts'

/**
 * Every task evaluates the whole bundle anew, so what all of them pay is bounded: Temporal's own part and the engine's.
 * Measured 1,080,000 characters, source map left out; 4 % to grow. Processes are a project's own, however many it has.
 */
const MAX_ENGINE = 1_120_000

/** What runs diagrams, evaluated once by each worker. Measured 310,000. */
const MAX_SHARED = 330_000

/** One file of a process: one that is longer wants to be two. The longest has 14,500, comments and all. */
const MAX_PROCESS_FILE = 20_000

/** Where webpack begins a module of the bundle, and its file. */
const MODULE = /\n\/\*\*\*\/ "([^"]+)"\n/

/** What `@temporalio/workflow` itself needs. */
const TEMPORAL = ['@temporalio/common', '@temporalio/workflow', 'long', 'ms', 'nexus-rpc']

let code: string

beforeAll(async () => {
  const { codePath } = await workflowBundle()
  code = readFileSync(codePath, 'utf8')
})

const sumOf = (sizes: readonly (readonly [string, number])[]) =>
  sizes.reduce((sum, [, size]) => sum + size, 0)

test('what every task pays for keeps its size, and no file of a process is large', () => {
  const [evaluated = ''] = code.split('//# sourceMappingURL')
  const [, ...modules] = evaluated.split(MODULE)
  const sizes = modules.flatMap((file, index) =>
    index % 2 === 0 ? [[file, modules[index + 1]?.length ?? 0]] : [],
  ) as [string, number][]
  const processes = sizes.filter(([file]) => file.startsWith('./workflows/'))
  expect(processes.length).toBeGreaterThan(9)
  expect(processes.filter(([, size]) => size > MAX_PROCESS_FILE)).toEqual([])
  const shared = sizes.filter(([file]) => file.startsWith('./src/diagram/'))
  expect(sumOf(shared)).toBeLessThan(MAX_SHARED)
  const engine = evaluated.length - sumOf(processes) - sumOf(shared)
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
