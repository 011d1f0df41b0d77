/** startnode inbox drain: sends what an inbox still holds, from anywhere; for a receiver that is gone for good. */
import type { Command } from 'commander'
import { loadConfig } from '../../config.ts'
import { drainInbox } from '../../forwarder/drain-inbox.ts'
import { concealKeyOf } from '../../process/ids/conceal-ref.ts'
import { createLogger } from '../../telemetry/logger.ts'
import { createDataConverter } from '../../temporal/codec/create-data-converter.ts'
import { connectClientLazily } from '../../temporal/connection.ts'
import { StartClient } from '../../temporal/start-client.ts'
import { loadTemporalOptions } from '../../temporal/temporal-options.ts'
import type { CommandRunner } from '../command-runner.ts'
import { parseDuration } from '../input/parse-duration.ts'
import type { Output } from '../print/output.ts'
import { EXIT } from '../run-command.ts'

export function addInboxCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('inbox')
    .summary('look after an inbox')
    .command('drain')
    .description(
      'Forwards every delivery of an inbox whose receiver does not run. Exit code 3 when some are left.',
    )
    .argument('<path>', 'folder of the inbox, e.g. .startnode/inbox')
    .option('--for <time>', 'give up after so long', '60s')
    .option('--json', 'print {"forwarded","left","stuck"}')
    .addHelpText('after', '\nExample:\n  startnode inbox drain /var/lib/startnode/inbox --for 10m')
    .action((path: string, options: { for: string; json?: boolean }) =>
      run(options.json === true, async () => {
        const config = loadConfig(process.env)
        const temporal = loadTemporalOptions()
        const connection = connectClientLazily(temporal)
        const log = createLogger(config.logLevel)
        try {
          const client = new StartClient({
            connection,
            namespace: temporal.namespace,
            dataConverter: createDataConverter(config.encryption),
          })
          const target = {
            client,
            taskQueue: config.taskQueue,
            deadlineMs: config.startDeadlineMs,
            quarantine: config.quarantine,
            concealKey: concealKeyOf(config.encryption.keys, config.signingKeys),
            log,
          }
          const done = await drainInbox(path, target, {
            deadlineMs: parseDuration(options.for),
            concurrency: config.forwarderConcurrency,
            encryption: config.encryption,
            log,
          })
          output.print(
            options.json
              ? JSON.stringify(done)
              : `${done.forwarded} forwarded, ${done.left} left, ${done.stuck} stuck`,
          )
          if (done.left > 0)
            output.note(
              `Temporal at ${temporal.connectionOptions.address} did not take them within ${options.for}: does it run there (TEMPORAL_ADDRESS)? They stay in the inbox.`,
            )
          return done.left > 0 ? EXIT.unreachable : EXIT.done
        } finally {
          await connection.close()
        }
      }),
    )
}
