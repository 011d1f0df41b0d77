/** startnode worker: a worker with the processes of this project. */
import type { Command } from 'commander'
import { startUntilStopped } from '../../boot/start-until-stopped.ts'
import { stopSignal } from '../../boot/stop-signal.ts'
import { loadConfig } from '../../config.ts'
import { createLogger } from '../../telemetry/logger.ts'
import { loadTemporalOptions } from '../../temporal/temporal-options.ts'
import type { CommandRunner } from '../command-runner.ts'
import type { Output } from '../print/output.ts'
import { EXIT } from '../run-command.ts'

export function addWorkerCommand(program: Command, _output: Output, run: CommandRunner): void {
  program
    .command('worker')
    .summary('run a worker')
    .description(
      'Runs the processes and activities of this project until SIGTERM; running activities finish first.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  TEMPORAL_ADDRESS=temporal:7233 startnode worker\n  WORKFLOW_BUNDLE=workflow-bundle.json startnode worker     made before with `startnode bundle`: starts faster',
    )
    .action(() =>
      run(false, async () => {
        const stopped = stopSignal()
        const config = loadConfig(process.env)
        const temporal = loadTemporalOptions()
        const log = createLogger(config.logLevel)
        // What is wrong so far is said before the seconds that a worker takes to load.
        const { startWorker } = await import('../../boot/run-worker.ts')
        const start = (signal: AbortSignal) => startWorker({ config, temporal, log, signal })
        // A worker that is only being made has nothing to stop
        const worker = await startUntilStopped(stopped, start, 1_000)
        if (worker === null) return EXIT.done
        const signal = await Promise.race([stopped, worker.finished])
        log.info({ signal }, 'stopping')
        await worker.stop()
        log.flush()
        return signal ? EXIT.done : EXIT.failed
      }),
    )
}
