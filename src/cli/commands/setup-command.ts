/** startnode setup: what a namespace needs before the first receiver. */
import { join } from 'node:path'
import type { Command } from 'commander'
import { type SettleOptions, settleSettings } from '../../boot/settle-settings.ts'
import type { Config } from '../../config.ts'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { formatAtLeast } from '../../settings/chain/at-least.ts'
import { ancestryOf } from '../../settings/chain/head.ts'
import { registerSearchAttributes } from '../../temporal/search-attributes.ts'
import { setCurrentVersion, type WorkerVersion } from '../../temporal/worker-version.ts'
import { withClient } from '../client-context.ts'
import type { CommandRunner } from '../command-runner.ts'
import { cliActor } from '../input/change-options.ts'
import type { Output } from '../print/output.ts'

/** A worker that a deploy has just started. */
const POLLERS_WITHIN_MS = 120_000

export function addSetupCommand(program: Command, output: Output, run: CommandRunner): void {
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
