/**
 * What the tests need and npm does not bring: a browser where the console is tested, and one real Temporal dev server for
 * the whole run (TEST_TEMPORAL_ADDRESS uses a running one instead).
 */
import type { TestProject } from 'vitest/node'
import { startDevServer } from '../../src/temporal/dev/dev-server.ts'
import { TEST_NAMESPACES, UNCACHED_NAMESPACES } from './namespaces.ts'
import type {} from './temporal.ts'
import { THRIFTY_SERVER } from './thrifty-server.ts'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const onProgress = (text: string) => process.stderr.write(`${text}\n`)
  if (project.vitest.state.getPaths().some((file) => file.includes('/test/browser/'))) {
    // Loaded only here: Playwright is heavy
    const { bringChromium } = await import('../browser/bring-chromium.ts')
    await bringChromium({ onProgress })
  }
  const running = process.env.TEST_TEMPORAL_ADDRESS
  if (running) {
    project.provide('temporalAddress', running)
    return async () => {}
  }
  const server = await startDevServer({
    stateDir: '.startnode',
    port: 0,
    uiPort: null,
    env: THRIFTY_SERVER,
    // Each costs the server some work every second, for as long as the run takes
    namespaces: project.name === 'uncached' ? UNCACHED_NAMESPACES : TEST_NAMESPACES,
    onProgress,
  })
  project.provide('temporalAddress', server.address)
  return () => server.stop()
}
