/** startnode url | enable | disable | rotate: the direct URL of a process. */
import { userInfo } from 'node:os'
import type { Command } from 'commander'
import { StartnodeError } from '../errors/startnode-error.ts'
import { directUrlPath } from '../start-node/direct-url.ts'
import { signDirectUrl } from '../start-node/signature.ts'
import { type SettingsSnapshot, startNodeState } from '../start-node/snapshot.ts'
import { type ClientContext, findStartNode, withClient } from './client-context.ts'
import type { CommandRunner } from './command-runner.ts'
import type { Output } from './output.ts'
import { parseDuration } from './parse-duration.ts'

/** The direct URL of a process at this snapshot, or null while it is off. */
export function directUrlOf(
  context: Pick<ClientContext, 'config'>,
  snapshot: SettingsSnapshot,
  process: string,
): string | null {
  const { generation } = startNodeState(snapshot, process)
  const key = context.config.signingKeys[0]
  if (generation === null || key === undefined) return null
  return context.config.publicUrl + directUrlPath(process, signDirectUrl(key, 'process', process, generation))
}

interface UrlOptions {
  json?: boolean
  actor?: string
}

export function addUrlCommands(program: Command, output: Output, run: CommandRunner): void {
  const actorOf = (options: UrlOptions) => options.actor ?? `cli:${userInfo().username}`

  program
    .command('url')
    .summary('print the direct URL of a process')
    .description(
      'Prints the direct URL of a process, to paste into a Mambu webhook. It is a secret: who has it can start tasks.',
    )
    .argument('<process>', 'process id, e.g. loan-approved')
    .option('--json', 'print {"process","url","revision"}')
    .addHelpText('after', '\nExample:\n  startnode url loan-approved')
    .action((process: string, options: UrlOptions) =>
      run(options.json === true, async () => {
        await findStartNode(process)
        await withClient(async (context) => {
          const snapshot = await context.settings.read()
          if (snapshot === null) throw new StartnodeError('settings_missing')
          const url = directUrlOf(context, snapshot, process)
          if (url === null && !options.json) {
            throw new StartnodeError(
              'url_off',
              `The direct URL of ${process} is off: startnode enable ${process}`,
            )
          }
          output.print(
            options.json ? JSON.stringify({ process, url, revision: snapshot.revision }) : String(url),
          )
        })
        return undefined
      }),
    )

  program
    .command('enable')
    .summary('switch the direct URL of a process on')
    .description(
      'Switches the direct URL on and prints it. A URL that was on before stays as it is; after `disable` it is a new one.',
    )
    .argument('<process>')
    .option('--actor <name>', 'who does it, for the audit (default: cli:<user>)')
    .option('--json', 'print {"process","url","revision"}')
    .addHelpText('after', '\nExample:\n  startnode enable loan-approved')
    .action((process: string, options: UrlOptions) =>
      run(options.json === true, async () => {
        await findStartNode(process)
        await withClient(async (context) => {
          const before = await context.settings.read()
          const snapshot =
            before !== null && startNodeState(before, process).generation !== null
              ? before
              : await context.settings.enableUrl(process, {
                  actor: actorOf(options),
                  keys: context.config.signingKeys,
                })
          const url = directUrlOf(context, snapshot, process)
          output.print(
            options.json ? JSON.stringify({ process, url, revision: snapshot.revision }) : String(url),
          )
        })
        return undefined
      }),
    )

  program
    .command('disable')
    .summary('switch the direct URL of a process off')
    .description(
      'Switches the direct URL off at once, with every other URL accepted for the process. No way back to the old URL.',
    )
    .argument('<process>')
    .option('--actor <name>', 'who does it, for the audit (default: cli:<user>)')
    .option('--json', 'print {"process","url":null,"revision"}')
    .addHelpText('after', '\nExample:\n  startnode disable loan-approved')
    .action((process: string, options: UrlOptions) =>
      run(options.json === true, async () => {
        await withClient(async (context) => {
          const snapshot = await context.settings.disableUrl(process, {
            actor: actorOf(options),
            keys: context.config.signingKeys,
          })
          output.print(
            options.json
              ? JSON.stringify({ process, url: null, revision: snapshot.revision })
              : `The direct URL of ${process} is off (settings revision ${snapshot.revision}).`,
          )
        })
        return undefined
      }),
    )

  program
    .command('rotate')
    .summary('give a process a new direct URL')
    .description(
      'Draws a new direct URL and prints it. The old one is refused at once, or after the overlap.',
    )
    .argument('<process>')
    .option('--overlap <time>', 'keep the old URL for so long, e.g. 30m, 24h, 7d', '0s')
    .option('--actor <name>', 'who does it, for the audit (default: cli:<user>)')
    .option('--json', 'print {"process","url","revision"}')
    .addHelpText('after', '\nExample:\n  startnode rotate loan-approved --overlap 24h')
    .action((process: string, options: UrlOptions & { overlap: string }) =>
      run(options.json === true, async () => {
        await findStartNode(process)
        const overlapMs = parseDuration(options.overlap)
        await withClient(async (context) => {
          const snapshot = await context.settings.rotateUrl(process, {
            overlapMs,
            actor: actorOf(options),
            keys: context.config.signingKeys,
          })
          const url = directUrlOf(context, snapshot, process)
          output.print(
            options.json ? JSON.stringify({ process, url, revision: snapshot.revision }) : String(url),
          )
        })
        return undefined
      }),
    )
}
