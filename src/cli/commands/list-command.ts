/** startnode list: every process, and what a webhook to it meets now. */
import type { Command } from 'commander'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { whyRefused } from '../../processes/why-refused.ts'
import { loadStartNodes } from '../../project/load-start-nodes.ts'
import { WORKFLOWS_DIR } from '../../project/project.ts'
import { aliasState, type SettingsSnapshot, startNodeState } from '../../settings/snapshot.ts'
import type { StartNode } from '../../start-node/start-node.ts'
import { withClient } from '../client-context.ts'
import type { CommandRunner } from '../command-runner.ts'
import type { Output } from '../print/output.ts'

export function addListCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('list')
    .summary('list the processes and what a webhook to each meets')
    .description(
      'Lists the processes of the code and of the settings: direct URL, credentials, aliases, and what stands in the way of a webhook (paused, not in the code, credentials that nobody can give).',
    )
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  startnode list')
    .action((options: { json?: boolean }) =>
      run(options.json === true, async () => {
        const startNodes = await loadStartNodes(WORKFLOWS_DIR)
        await withClient(async ({ settings, config }) => {
          const snapshot = await settings.read()
          if (snapshot === null) throw new StartnodeError('settings_missing')
          const processes = [...new Set([...startNodes.keys(), ...Object.keys(snapshot.startNodes)])].sort()
          const rows = processes.map((process) =>
            rowOf(snapshot, config.encryption.keys, startNodes, process),
          )
          if (options.json) output.print(JSON.stringify(rows))
          else if (rows.length === 0) output.note('There are no processes.')
          else for (const row of rows) output.print(describe(row))
        })
        return undefined
      }),
    )
}

type Row = ReturnType<typeof rowOf>

function rowOf(
  snapshot: SettingsSnapshot,
  keys: readonly Buffer[],
  startNodes: ReadonlyMap<string, StartNode>,
  process: string,
) {
  const { generation, auth, intake } = startNodeState(snapshot, process)
  return {
    process,
    title: startNodes.get(process)?.title ?? process,
    inCode: startNodes.has(process),
    urlOn: generation !== null,
    auth: auth.type,
    aliases: Object.keys(snapshot.aliases).filter(
      (alias) => aliasState(snapshot, alias)?.process === process,
    ),
    paused: intake.paused,
    refuses: whyRefused(snapshot, keys, process),
  }
}

function describe({ process, inCode, urlOn, auth, aliases, paused, refuses }: Row): string {
  const parts = [
    urlOn ? 'URL on' : 'URL off',
    `auth ${auth}`,
    ...aliases.map((alias) => `@${alias}`),
    ...(paused ? ['paused'] : []),
    ...(inCode ? [] : ['not in the code']),
    ...(refuses === null ? [] : [`refuses: its credentials can't be given: ${refuses}`]),
  ]
  return `${process}  ${parts.join(', ')}`
}
