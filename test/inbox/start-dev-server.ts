import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** A Temporal server of a test's own, which it may stop and start; `stop` is a kill -9. */
export function startDevServer(
  port: number,
  namespaces: string[],
  ...more: string[]
): { stop(): Promise<void> } {
  const args = [
    'server',
    'start-dev',
    '--headless',
    '--log-level',
    'error',
    '--ip',
    '127.0.0.1',
    '--port',
    `${port}`,
  ]
  for (const namespace of namespaces) args.push('--namespace', namespace)
  const child = spawn('.startnode/temporal/bin/temporal', [...args, ...more], { stdio: 'ignore' })
  return {
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}
