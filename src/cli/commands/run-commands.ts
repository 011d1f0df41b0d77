/** startnode dev | receiver | worker | setup: the processes of a stack. */
import { join } from 'node:path'
import type { Command } from 'commander'
import { startWorker } from '../../boot/run-worker.ts'
import { startReceiver } from '../../boot/server.ts'
import { type SettleOptions, settleSettings } from '../../boot/settle-settings.ts'
import { startStack } from '../../boot/stack.ts'
import { stopSignal } from '../../boot/stop-signal.ts'
import { type Config, loadConfig } from '../../config.ts'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { loadStartNodes } from '../../project/load-start-nodes.ts'
import { WORKFLOWS_DIR } from '../../project/project.ts'
import { formatAtLeast } from '../../settings/chain/at-least.ts'
import { ancestryOf } from '../../settings/chain/head.ts'
import { createLogger } from '../../telemetry/logger.ts'
import { loadTemporalOptions } from '../../temporal/connection.ts'
import { registerSearchAttributes } from '../../temporal/search-attributes.ts'
import { setCurrentVersion, type WorkerVersion } from '../../temporal/worker-version.ts'
import { withClient } from '../client-context.ts'
import type { CommandRunner } from '../command-runner.ts'
import { cliActor } from '../input/change-options.ts'
import type { Output } from '../print/output.ts'
import { EXIT } from '../run-command.ts'

/** A worker that a deploy has just started. */
const POLLERS_WITHIN_MS = 120_000

export function addRunCommands(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('dev')
    .summary('run everything on this machine: Temporal, worker, receiver')
    .description(
      'Runs Temporal (dev server with Web UI and a database file), a worker and the receiver, until Ctrl-C.',
    )
    .addHelpText('after', '\nExample:\n  PORT=3100 startnode dev')
    .action(() =>
      run(false, async () => {
        const stopped = stopSignal()
        const log = createLogger(process.env.LOG_LEVEL || 'info')
        const stack = await startStack({ env: process.env, log, onProgress: output.note })
        output.note('Ready. Next: `npx startnode enable loan-approved` in a second terminal. Ctrl-C stops.')
        await stopped
        output.note('Stopping ...')
        const { left } = await stack.stop()
        output.note(
          left > 0
            ? `Stopped; ${left} deliveries wait in the inbox for the next start.`
            : 'Stopped; nothing is left behind.',
        )
        return undefined
      }),
    )

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
        const receiver = await startReceiver({ config, temporal: loadTemporalOptions(), startNodes, log })
        log.info({ signal: await stopped }, 'stopping')
        await receiver.stop()
        return undefined
      }),
    )

  program
    .command('worker')
    .summary('run a worker')
    .description(
      'Runs the processes and activities of this project until SIGTERM; running activities finish first.',
    )
    .addHelpText('after', '\nExample:\n  TEMPORAL_ADDRESS=temporal:7233 startnode worker')
    .action(() =>
      run(false, async () => {
        const stopped = stopSignal()
        const config = loadConfig(process.env)
        const log = createLogger(config.logLevel)
        const worker = await startWorker({ config, temporal: loadTemporalOptions(), log })
        const signal = await Promise.race([stopped, worker.finished])
        log.info({ signal }, 'stopping')
        await worker.stop()
        log.flush()
        return signal ? EXIT.done : EXIT.failed
      }),
    )

  program
    .command('setup')
    .summary('prepare a Temporal namespace: search attributes and settings')
    .description('Registers the search attributes and creates the settings workflow; safe to run again.')
    .option(
      '--restore [file]',
      'bring lost or older settings back to a snapshot (default: the one kept in STATE_DIR)',
    )
    .option('--give-up <hash>', 'with --restore: give up what Temporal has and does not follow the snapshot')
    .option('--accept-settings', 'let the receiver of this STATE_DIR take over the settings that are there')
    .option('--sign', 'sign settings of an older version, or again with the first of SIGNING_KEYS')
    .option(
      '--current-version',
      'then send new tasks to DEPLOYMENT_NAME and BUILD_ID, once a worker of it is there',
    )
    .option('--json', 'print {"settingsId","created","searchAttributes"}')
    .addHelpText('after', '\nExample:\n  TEMPORAL_ADDRESS=temporal:7233 startnode setup')
    .action((options: SetupOptions) =>
      run(options.json === true, async () => {
        await withClient(async ({ config, connection, temporal, settings, receiver }) => {
          const version = options.currentVersion ? requireVersion(config) : null
          const registered = await registerSearchAttributes(connection, temporal.namespace)
          const keepFile = join(config.stateDir, 'settings.json')
          const { created, settingsId } = await settleSettings(settings, keepFile, {
            ...options,
            signingKeys: config.signingKeys,
            encryption: config.encryption,
            actor: cliActor(),
            seen: await receiver.seen(),
          })
          const seen = await settings.look()
          const atLeast = seen?.head ? formatAtLeast(ancestryOf(seen.head)) : null
          if (registered.advice !== null) output.note(registered.advice)
          if (options.json)
            output.print(JSON.stringify({ settingsId, created, searchAttributes: registered }))
          else
            output.print(
              created ? `Settings ${settingsId} created.` : `Settings ${settingsId} were there already.`,
            )
          if (atLeast !== null)
            output.note(`A new receiver or worker can be told: SETTINGS_AT_LEAST=${atLeast}`)
          if (version === null) return
          const { workflowService } = connection
          await setCurrentVersion(
            { workflowService, namespace: temporal.namespace },
            version,
            POLLERS_WITHIN_MS,
          )
          output.note(`New tasks go to ${version.deploymentName}.${version.buildId}.`)
        })
        return undefined
      }),
    )
}

type SetupOptions = Pick<SettleOptions, 'restore' | 'giveUp' | 'acceptSettings' | 'sign'> & {
  readonly json?: boolean
  readonly currentVersion?: boolean
}

function requireVersion({ workerVersion }: Config): WorkerVersion {
  if (workerVersion !== null) return workerVersion
  throw new StartnodeError('usage', '--current-version needs DEPLOYMENT_NAME and BUILD_ID')
}
