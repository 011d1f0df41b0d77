/** startnode receiver: a receiver with its admin API. */
import type { Command } from 'commander'
import { placeProcess } from '../../boot/processes/place-process.ts'
import {
  leaveProcesses,
  placeOfProcess,
  runProcesses,
  stopMessage,
} from '../../boot/processes/run-processes.ts'
import { startReceiver } from '../../boot/server.ts'
import { startUntilStopped } from '../../boot/start-until-stopped.ts'
import { stopSignal } from '../../boot/stop-signal.ts'
import { loadConfig } from '../../config.ts'
import { StartnodeError } from '../../errors/startnode-error.ts'
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
    .option('--processes <n>', 'so many processes on one port, with an inbox each: one for each core', '1')
    .addHelpText(
      'after',
      '\nExamples:\n  TEMPORAL_ADDRESS=temporal:7233 SIGNING_KEYS_FILE=/run/secrets/signing-keys startnode receiver\n  startnode receiver --processes 4',
    )
    .action((options: { processes: string }) =>
      run(false, async () => {
        const signalled = stopSignal()
        const processes = parseProcesses(options.processes)
        const place = placeOfProcess()
        const given = loadConfig(process.env)
        const log = createLogger(given.logLevel)
        if (processes > 1 && place === null) {
          await runProcesses(processes, signalled, log)
          return undefined
        }
        const config = placeProcess(given, place ?? 1, processes)
        const stopped: Promise<string> = Promise.race([signalled, ...(place === null ? [] : [stopMessage()])])
        const startNodes = await loadStartNodes(WORKFLOWS_DIR)
        const temporal = loadTemporalOptions()
        const receiver = await startUntilStopped(stopped, () =>
          startReceiver({ config, temporal, startNodes, log }),
        )
        if (receiver !== null) {
          log.info({ signal: await stopped }, 'stopping')
          await receiver.stop()
        }
        leaveProcesses()
        return undefined
      }),
    )
}

const MOST_PROCESSES = 64

/** @throws StartnodeError `usage` */
function parseProcesses(text: string): number {
  const processes = Number(text)
  if (!/^\d{1,2}$/.test(text) || processes < 1 || processes > MOST_PROCESSES)
    throw new StartnodeError('usage', `'${text}' is no number of processes: write 1 to ${MOST_PROCESSES}`)
  return processes
}
