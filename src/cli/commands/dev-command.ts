/** startnode dev: everything on this machine. */
import type { Command } from 'commander'
import { startStack } from '../../boot/stack.ts'
import { startUntilStopped } from '../../boot/start-until-stopped.ts'
import { stopSignal } from '../../boot/stop-signal.ts'
import { logLevelOf } from '../../config.ts'
import { createLogger } from '../../telemetry/logger.ts'
import type { CommandRunner } from '../command-runner.ts'
import type { Output } from '../print/output.ts'

export function addDevCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('dev')
    .summary('run everything on this machine: Temporal, worker, receiver')
    .description(
      'Runs Temporal (dev server with Web UI and a database file), a worker and the receiver, until Ctrl-C. What changes in workflows/ and activities/ is live within seconds; what does not run leaves the old one at work and is said.',
    )
    .addHelpText('after', '\nExample:\n  PORT=3100 startnode dev')
    .action(() =>
      run(false, async () => {
        const stopped = stopSignal()
        const log = createLogger(logLevelOf(process.env, 'info'), true)
        const stack = await startUntilStopped(stopped, (signal) =>
          startStack({ env: process.env, log, followsChanges: true, onProgress: output.note, signal }),
        )
        if (stack === null) return undefined
        output.note('Ready. Next: `npx startnode enable loan-approved` in a second terminal. Ctrl-C stops.')
        try {
          await Promise.race([stopped, stack.failed])
        } finally {
          output.note('Stopping ...')
          const { left } = await stack.stop()
          output.note(
            left > 0
              ? `Stopped; ${left} deliveries wait in the inbox for the next start.`
              : 'Stopped; nothing is left behind.',
          )
        }
        return undefined
      }),
    )
}
