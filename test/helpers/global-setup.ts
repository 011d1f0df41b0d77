/** One real Temporal dev server for the whole run; TEST_TEMPORAL_ADDRESS uses a running one instead. */
import type { TestProject } from 'vitest/node'
import { startDevServer } from '../../src/temporal/dev/dev-server.ts'
import { TEST_NAMESPACES } from './namespaces.ts'
import type {} from './temporal.ts'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = process.env.TEST_TEMPORAL_ADDRESS
  if (running) {
    project.provide('temporalAddress', running)
    return async () => {}
  }
  const server = await startDevServer({
    stateDir: '.startnode',
    port: 0,
    uiPort: null,
    namespaces: TEST_NAMESPACES.filter((namespace) => namespace !== 'default'),
    onProgress: (text) => process.stderr.write(`${text}\n`),
  })
  project.provide('temporalAddress', server.address)
  return () => server.stop()
}
