/** One real Temporal dev server for the whole run; TEST_TEMPORAL_ADDRESS uses a running one instead. */
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { Connection } from '@temporalio/client'
import type { TestProject } from 'vitest/node'
import { TEST_NAMESPACES } from './namespaces.ts'
import type {} from './temporal.ts'

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = process.env.TEST_TEMPORAL_ADDRESS
  if (running) {
    project.provide('temporalAddress', running)
    return async () => {}
  }
  const address = `127.0.0.1:${await freePort()}`
  const args = [
    'server',
    'start-dev',
    '--headless',
    '--log-level',
    'error',
    '--ip',
    '127.0.0.1',
    '--port',
    address.split(':')[1] as string,
  ]
  for (const namespace of TEST_NAMESPACES) args.push('--namespace', namespace)
  for (const attribute of ['MpoProcess', 'MpoRef', 'MpoTaskId', 'MpoNode'])
    args.push('--search-attribute', `${attribute}=Keyword`)
  const child = spawn('.startnode/temporal/bin/temporal', args, { stdio: 'inherit' })
  const connection = await Connection.connect({ address, connectTimeout: 30_000 })
  await connection.close()
  project.provide('temporalAddress', address)
  return async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await gone
  }
}
