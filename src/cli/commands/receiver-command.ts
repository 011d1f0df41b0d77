/** startnode receiver: a receiver with its admin API. */
import type { Command } from 'commander'
import { startReceiver } from '../../boot/server.ts'
import { startUntilStopped } from '../../boot/start-until-stopped.ts'
import { stopSignal } from '../../boot/stop-signal.ts'
import { loadConfig } from '../../config.ts'
import { loadStartNodes } from '../../project/load-start-nodes.ts'
import { WORKFLOWS_DIR } from '../../project/project.ts'
import { createLogger } from '../../telemetry/logger.ts'
import { loadTemporalOptions } from '../../temporal/temporal-options.ts'
import type { CommandRunner } from '../command-runner.ts'
import type { Output } from '../print/output.ts'

export function addReceiverCommand(program: Command, _output: Output, run: CommandRunner): void {
  program
    .command('receiver')
    .summary('run a receiver')
    .description(
      'Receives webhooks on PORT, keeps them in the inbox and forwards them to Temporal, until SIGTERM. Needs no Temporal to accept.',
    )
    .addHelpText(
      'after',
      '\nExample:\n  TEMPORAL_ADDRESS=temporal:7233 SIGNING_KEYS_FILE=/run/secrets/signing-keys startnode receiver',
    )
    .action(() =>
      run(false, async () => {
        const stopped = stopSignal()
        const config = loadConfig(process.env)
        const log = createLogger(config.logLevel)
        const startNodes = await loadStartNodes(WORKFLOWS_DIR)
        const temporal = loadTemporalOptions()
        const receiver = await startUntilStopped(stopped, () =>
          startReceiver({ config, temporal, startNodes, log }),
        )
        if (receiver === null) return undefined
        log.info({ signal: await stopped }, 'stopping')
        await receiver.stop()
        return undefined
      }),
    )
}
