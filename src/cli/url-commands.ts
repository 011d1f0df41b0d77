/** startnode url | enable | disable | rotate: the direct URL of a process. */
import { userInfo } from 'node:os'
import type { Command } from 'commander'
import { StartnodeError } from '../errors/startnode-error.ts'
import type { SettingsSnapshot } from '../start-node/snapshot.ts'
import { type ClientContext, findStartNode, withClient } from './client-context.ts'
import type { CommandRunner } from './command-runner.ts'
import { directUrlOf } from './direct-url-of.ts'
import type { Output } from './output.ts'
import { parseDuration } from './parse-duration.ts'

interface UrlOptions {
  readonly json?: boolean
  readonly actor?: string
  readonly overlap?: string
}

/** What sets the four commands apart; the rest is the same. */
interface UrlCommand {
  readonly name: string
  readonly summary: string
  readonly description: string
  readonly example: string
  /** Does it, and gives the settings afterwards. */
  run(context: ClientContext, process: string, options: UrlOptions): Promise<SettingsSnapshot>
}

const COMMANDS: readonly UrlCommand[] = [
  {
    name: 'url',
    summary: 'print the direct URL of a process',
    description:
      'Prints the direct URL of a process, to paste into a Mambu webhook. It is a secret: who has it can start tasks.',
    example: 'startnode url loan-approved',
    async run({ settings }) {
      const snapshot = await settings.read()
      if (snapshot === null) throw new StartnodeError('settings_missing')
      return snapshot
    },
  },
  {
    name: 'enable',
    summary: 'switch the direct URL of a process on',
    description:
      'Switches the direct URL on and prints it. One that is on stays as it is; after `disable` it is a new one.',
    example: 'startnode enable loan-approved',
    run: ({ settings, config }, process, options) =>
      settings.enableUrl(process, changeOptions(config, options)),
  },
  {
    name: 'disable',
    summary: 'switch the direct URL of a process off',
    description:
      'Switches the direct URL off at once, with every other URL accepted for the process. The old URL never comes back.',
    example: 'startnode disable loan-approved',
    run: ({ settings, config }, process, options) =>
      settings.disableUrl(process, changeOptions(config, options)),
  },
  {
    name: 'rotate',
    summary: 'give a process a new direct URL',
    description:
      'Draws a new direct URL and prints it. The old one is refused at once, or after the overlap.',
    example: 'startnode rotate loan-approved --overlap 24h',
    run: ({ settings, config }, process, options) =>
      settings.rotateUrl(process, {
        ...changeOptions(config, options),
        overlapMs: parseDuration(options.overlap ?? '0s'),
      }),
  },
]

function changeOptions(config: ClientContext['config'], options: UrlOptions) {
  return { actor: options.actor ?? `cli:${userInfo().username}`, keys: config.signingKeys }
}

export function addUrlCommands(program: Command, output: Output, run: CommandRunner): void {
  for (const { name, summary, description, example, run: change } of COMMANDS) {
    const command = program
      .command(name)
      .summary(summary)
      .description(description)
      .argument('<process>', 'process id, e.g. loan-approved')
      .option('--json', 'print {"process","url","revision"}; url is null while it is off')
      .addHelpText('after', `\nExample:\n  ${example}`)
      .action((process: string, options: UrlOptions) =>
        run(options.json === true, async () => {
          await findStartNode(process)
          await withClient(async (context) => {
            const snapshot = await change(context, process, options)
            const url = directUrlOf(context.config, snapshot, process)
            if (options.json) output.print(JSON.stringify({ process, url, revision: snapshot.revision }))
            else if (url !== null) output.print(url)
            else if (name === 'disable') output.print(`The direct URL of ${process} is off.`)
            else
              throw new StartnodeError(
                'url_off',
                `The direct URL of ${process} is off: startnode enable ${process}`,
              )
          })
          return undefined
        }),
      )
    if (name !== 'url') command.option('--actor <name>', 'who does it, for the audit (default: cli:<user>)')
    if (name === 'rotate')
      command.option('--overlap <time>', 'keep the old URL for so long, e.g. 30m, 24h, 7d', '0s')
  }
}
