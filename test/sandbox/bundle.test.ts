import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'
import { beforeAll, expect, test } from 'vitest'
import { StartnodePlugin } from '../../src/plugin.ts'
import { WORKFLOWS_INDEX } from '../../src/project.ts'

/** Every task evaluates the whole bundle anew. Measured 1,032,000 characters with ten processes, source map left out. */
const MAX_SIZE = 1_200_000

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

test('the workflow bundle keeps its size', () => {
  const [evaluated] = code.split('//# sourceMappingURL')
  expect(evaluated?.length).toBeGreaterThan(100_000)
  expect(evaluated?.length).toBeLessThan(MAX_SIZE)
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
