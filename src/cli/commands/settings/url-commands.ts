/** startnode url | enable | disable | rotate, and the same below `startnode alias`: direct URLs. */
import type { Command } from 'commander'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import { acceptedOf, warnOfEnded } from '../../../processes/accepted-view.ts'
import { directUrlsOf } from '../../../processes/direct-urls-of.ts'
import { aliasState, type SettingsSnapshot } from '../../../settings/snapshot.ts'
import { type ClientContext, withClient } from '../../client-context.ts'
import type { CommandRunner } from '../../command-runner.ts'
import { addChangeOptions, type ChangeCommandOptions, changeOptions } from '../../input/change-options.ts'
import { findAddressed } from '../../input/find-addressed.ts'
import { parseDuration } from '../../input/parse-duration.ts'
import type { Output } from '../../print/output.ts'

const FORMATS = ['json', 'xml', 'nvp'] as const

interface UrlOptions extends ChangeCommandOptions {
  readonly overlap?: string
  readonly format?: string
}

/** What sets the four commands apart; the rest is the same. */
interface UrlCommand {
  readonly name: string
  readonly summary: string
  readonly description: string
  readonly more: string
  /** Does it, and gives the settings afterwards. */
  run(context: ClientContext, on: string, options: UrlOptions): Promise<SettingsSnapshot>
}

const COMMANDS: readonly UrlCommand[] = [
  {
    name: 'url',
    summary: 'print the direct URL',
    description:
      'Prints the direct URL, to paste into a Mambu webhook. It is a secret: who has it can start tasks.',
    more: '',
    async run({ settings }) {
      const snapshot = await settings.read()
      if (snapshot === null) throw new StartnodeError('settings_missing')
      return snapshot
    },
  },
  {
    name: 'enable',
    summary: 'switch the direct URL on',
    description:
      'Switches the direct URL on and prints it. One that is on stays as it is; after `disable` it is a new one.',
    more: '',
    run: ({ settings, config }, on, options) => settings.enableUrl(on, changeOptions(config, options)),
  },
  {
    name: 'disable',
    summary: 'switch the direct URL off',
    description:
      'Switches the direct URL off at once, with every other URL accepted for it. The old URL never comes back.',
    more: '',
    run: ({ settings, config }, on, options) => settings.disableUrl(on, changeOptions(config, options)),
  },
  {
    name: 'rotate',
    summary: 'draw a new direct URL',
    description:
      'Draws a new direct URL and prints it. The old one is refused after the overlap, or at once without one; then what earlier rotations left open is refused too.',
    more: ' --overlap 24h',
    run: ({ settings, config }, on, options) =>
      settings.rotateUrl(on, {
        ...changeOptions(config, options),
        overlapMs: parseDuration(options.overlap ?? '0s'),
      }),
  },
]

/** @param kind whose: those of processes stand at the top, those of aliases below `alias` */
export function addUrlCommands(
  parent: Command,
  output: Output,
  run: CommandRunner,
  kind: 'process' | 'alias' = 'process',
): void {
  const prefix = kind === 'alias' ? 'startnode alias' : 'startnode'
  const example = kind === 'alias' ? 'loans' : 'loan-approved'
  for (const { name, summary, description, more, run: change } of COMMANDS) {
    const command = parent
      .command(name)
      .summary(`${summary} of ${kind === 'alias' ? 'an alias' : 'a process'}`)
      .description(description)
      .argument(`<${kind}>`, kind === 'alias' ? 'alias, e.g. loans' : 'process id, e.g. loan-approved')
      .option('--format <format>', `${FORMATS.join(', ')}: how the body is read`, 'json')
      .addHelpText('after', `\nExample:\n  ${prefix} ${name} ${example}${more}`)
      .action((id: string, options: UrlOptions) =>
        run(options.json === true, async () => {
          const on = kind === 'alias' ? `@${id.replace(/^@/, '')}` : id
          const format = FORMATS.find((one) => one === options.format)
          if (format === undefined)
            throw new StartnodeError('usage', `There is no format '${options.format}'`)
          await withClient(async (context) => {
            await findAddressed(context, on)
            const { config } = context
            const before = name === 'rotate' ? await context.settings.read() : null
            const snapshot = await change(context, on, options)
            if (before !== null)
              for (const text of warnOfEnded(acceptedOf(before, on), acceptedOf(snapshot, on)))
                output.note(`${text}.`)
            const url = directUrlsOf(config.publicUrl, config.signingKeys, snapshot, on)?.[format] ?? null
            const told = context.receiver.told()
            if (told !== null) output.note(told)
            if (name === 'enable' || name === 'rotate') await warnOfMissing(context, snapshot, on, output)
            if (options.json) output.print(JSON.stringify({ [kind]: id, url, revision: snapshot.revision }))
            else if (url !== null) output.print(url)
            else if (name === 'disable') output.print(`The direct URL of ${on} is off.`)
            else throw new StartnodeError('url_off', `The direct URL of ${on} is off: ${prefix} enable ${id}`)
          })
          return undefined
        }),
      )
    const json = `{"${kind}","url","revision"}; url is null while it is off`
    if (name === 'url') command.option('--json', `print ${json}`)
    else addChangeOptions(command, json)
    if (name === 'rotate')
      command.option('--overlap <time>', 'keep the old URL for so long, e.g. 30m, 24h, 7d', '0s')
  }
}

/** A URL that is on is refused all the same where the receiver was started before the process was there. */
async function warnOfMissing(
  { receiver, config }: ClientContext,
  snapshot: SettingsSnapshot,
  on: string,
  output: Output,
): Promise<void> {
  const process = on.startsWith('@') ? aliasState(snapshot, on.slice(1))?.process : on
  if (process === null || process === undefined || (await receiver.serves(process)) !== false) return
  output.note(
    `The receiver at ${config.admin.url} does not know ${process} yet and answers 403: start worker and receiver again, in this order. \`startnode dev\` takes it over by itself.`,
  )
}
