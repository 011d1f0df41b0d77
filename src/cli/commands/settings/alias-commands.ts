/** startnode alias: names that point at a process and can be pointed elsewhere while their direct URL stays. */
import type { Command } from 'commander'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import { warnOfReferences } from '../../../processes/warn-of-references.ts'
import { aliasState, type SettingsSnapshot } from '../../../settings/snapshot.ts'
import { type ClientContext, withClient } from '../../client-context.ts'
import type { CommandRunner } from '../../command-runner.ts'
import { addChangeOptions, type ChangeCommandOptions, changeOptions } from '../../input/change-options.ts'
import { findAddressed } from '../../input/find-addressed.ts'
import { findStartNode } from '../../input/find-start-node.ts'
import type { Output } from '../../print/output.ts'
import { addUrlCommands } from './url-commands.ts'

interface AliasOptions extends ChangeCommandOptions {
  readonly title?: string
  readonly process?: string
}

interface AliasCommand {
  readonly usage: string
  readonly summary: string
  readonly description: string
  readonly example: string
  /** Does it; gives the name the alias has then, null when it is gone, and warnings. */
  run(
    context: ClientContext,
    alias: string,
    to: string,
    options: AliasOptions,
  ): Promise<{ snapshot: SettingsSnapshot; alias: string | null; warnings?: readonly string[] }>
}

const COMMANDS: readonly AliasCommand[] = [
  {
    usage: 'create <alias>',
    summary: 'create an alias',
    description: 'Creates an alias of 3 to 128 lower-case letters, digits and dashes. Its direct URL is off.',
    example: 'create loans --process loan-approved',
    async run({ settings, config }, alias, _, options) {
      const { title = alias, process = null } = options
      if (process !== null) await findStartNode(process)
      const snapshot = await settings.createAlias(alias, { title, process }, changeOptions(config, options))
      return { snapshot, alias }
    },
  },
  {
    usage: 'rename <alias> <to>',
    summary: 'rename an alias',
    description:
      'Gives an alias another name, and so another direct URL; warns where the settings still say the old one.',
    example: 'rename loans all-loans',
    async run({ settings, config }, alias, to, options) {
      const before = await settings.read()
      const warnings = before ? warnOfReferences(before, config.encryption.keys, alias) : []
      return {
        snapshot: await settings.renameAlias(alias, to, changeOptions(config, options)),
        alias: to,
        warnings,
      }
    },
  },
  {
    usage: 'link <alias> <process>',
    summary: 'point an alias at a process',
    description:
      'Points an alias at a process, at another one if it is linked already. Its direct URL stays.',
    example: 'link loans loan-approved',
    async run({ settings, config }, alias, process, options) {
      await findStartNode(process)
      return { snapshot: await settings.linkAlias(alias, process, changeOptions(config, options)), alias }
    },
  },
  {
    usage: 'unlink <alias>',
    summary: 'point an alias nowhere',
    description: 'Requests to the alias are refused (403) until it is linked again.',
    example: 'unlink loans',
    run: async ({ settings, config }, alias, _, options) => ({
      snapshot: await settings.unlinkAlias(alias, changeOptions(config, options)),
      alias,
    }),
  },
  {
    usage: 'delete <alias>',
    summary: 'delete an alias',
    description: 'Deletes an alias with its direct URL.',
    example: 'delete loans',
    run: async ({ settings, config }, alias, _, options) => ({
      snapshot: await settings.deleteAlias(alias, changeOptions(config, options)),
      alias: null,
    }),
  },
]

export function addAliasCommands(program: Command, output: Output, run: CommandRunner): void {
  const parent = program.command('alias').summary('look after aliases').description('Looks after aliases.')
  addList(parent, output, run)
  for (const { usage, summary, description, example, run: change } of COMMANDS) {
    const name = usage.split(' ')[0] as string
    const command = parent
      .command(usage)
      .summary(summary)
      .description(description)
      .addHelpText('after', `\nExample:\n  startnode alias ${example}`)
      .action((given: string, ...rest: unknown[]) => {
        const options = rest.at(-2) as AliasOptions
        const to = typeof rest[0] === 'string' ? rest[0] : ''
        return run(options.json === true, async () => {
          await withClient(async (context) => {
            const alias = given.replace(/^@/, '')
            if (name !== 'create') await findAddressed(context, `@${alias}`)
            const done = await change(context, alias, to, options)
            for (const warning of done.warnings ?? []) output.note(warning)
            const state = done.alias === null ? null : aliasState(done.snapshot, done.alias)
            const view = {
              alias: done.alias,
              process: state?.process ?? null,
              revision: done.snapshot.revision,
            }
            if (options.json) output.print(JSON.stringify(view))
            else
              output.print(
                state && done.alias ? describe(done.alias, state) : `The alias ${alias} is deleted.`,
              )
          })
          return undefined
        })
      })
    if (name === 'create') {
      command
        .option('--process <process>', 'the process it points at')
        .option('--title <title>', 'for people')
    }
    addChangeOptions(command, '{"alias","process","revision"}')
  }
  addUrlCommands(parent, output, run, 'alias')
}

function addList(parent: Command, output: Output, run: CommandRunner): void {
  parent
    .command('list')
    .summary('list aliases')
    .description('Lists the aliases with what they point at.')
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  startnode alias list')
    .action((options: { json?: boolean }) =>
      run(options.json === true, async () => {
        await withClient(async ({ settings }) => {
          const snapshot = await settings.read()
          if (snapshot === null) throw new StartnodeError('settings_missing')
          const aliases = Object.entries(snapshot.aliases).sort(([a], [b]) => (a < b ? -1 : 1))
          if (options.json) {
            const rows = aliases.map(([alias, { title, process, generation }]) => ({
              alias,
              title,
              process,
              urlOn: generation !== null,
            }))
            output.print(JSON.stringify(rows))
          } else if (aliases.length === 0) output.note('There are no aliases.')
          else for (const [alias, state] of aliases) output.print(describe(alias, state))
        })
        return undefined
      }),
    )
}

function describe(
  alias: string,
  { process, generation }: { process: string | null; generation: string | null },
) {
  return `@${alias} -> ${process ?? 'nothing (unlinked)'}, direct URL ${generation === null ? 'off' : 'on'}`
}
