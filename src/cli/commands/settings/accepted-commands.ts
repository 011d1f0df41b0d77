/** startnode adopt | accepted: other URLs that are accepted for a process or alias, old ones of MPO say. */
import type { Command } from 'commander'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import {
  type AcceptedGroup,
  acceptedOf,
  groupAccepted,
  viewAccepted,
} from '../../../processes/accepted-view.ts'
import { adoptedUrl } from '../../../processes/adopted-url.ts'
import type { UrlUses } from '../../../settings/change.ts'
import type { SettingsSnapshot } from '../../../settings/snapshot.ts'
import { withClient } from '../../client-context.ts'
import type { CommandRunner } from '../../command-runner.ts'
import { addChangeOptions, type ChangeCommandOptions, changeOptions } from '../../input/change-options.ts'
import { findAddressed } from '../../input/find-addressed.ts'
import { parseUntil } from '../../input/parse-until.ts'
import type { Output } from '../../print/output.ts'

interface AdoptOptions extends ChangeCommandOptions {
  readonly until?: string
  readonly note?: string
}

interface AcceptedOptions extends ChangeCommandOptions {
  readonly drop?: string
}

export function addAcceptedCommands(program: Command, output: Output, run: CommandRunner): void {
  const adopt = program
    .command('adopt')
    .summary('accept an old direct URL')
    .description(
      'Accepts an old direct URL, one of MPO say, by its exact path: in Mambu only the host has to be changed. The path is kept as a hash only. The direct URL must be on; switching it off ends adopted ones too.',
    )
    .argument('<process|@alias>')
    .argument('<url>', 'the old URL as it stands in Mambu')
    .option('--until <time>', 'refuse it after so long (7d) or at a time (2027-01-31T00:00:00Z)')
    .option('--note <text>', 'what to list it as (default: its host and what it addressed)')
    .addHelpText(
      'after',
      '\nExample:\n  startnode adopt loan-approved https://mpo.example.com/api/2/json/public/12345/9f86... --until 90d',
    )
    .action((on: string, url: string, options: AdoptOptions) =>
      run(options.json === true, async () => {
        await withClient(async (context) => {
          await findAddressed(context, on)
          const until = options.until === undefined ? null : parseUntil(options.until)
          const accepted = adoptedUrl(url, until, options.note)
          const { settings, config } = context
          const snapshot = await settings.adoptUrl(on, accepted, changeOptions(config, options))
          const view = { on, pathHash: accepted.pathHash, until, revision: snapshot.revision }
          if (options.json) output.print(JSON.stringify(view))
          else output.print(`Accepted for ${on}${until === null ? '' : ` until ${until}`}: ${accepted.note}`)
        })
        return undefined
      }),
    )
  addChangeOptions(adopt, '{"on","pathHash","until","revision"}')

  const accepted = program
    .command('accepted')
    .summary('list or drop other accepted URLs')
    .description(
      'Lists the URLs that are accepted besides the direct URL (adopted, or left by a rotation with overlap), with their ends and how often each was used; --drop accepts one no longer.',
    )
    .argument('<process|@alias>')
    .option('--drop <hash>', 'the beginning of its hash, as listed')
    .addHelpText(
      'after',
      '\nExamples:\n  startnode accepted loan-approved\n  startnode accepted @loans --drop 9f86d081',
    )
    .action((on: string, options: AcceptedOptions) =>
      run(options.json === true, async () => {
        await withClient(async (context) => {
          await findAddressed(context, on)
          const { settings, config } = context
          let snapshot = await settings.read()
          if (snapshot === null) throw new StartnodeError('settings_missing')
          if (options.drop !== undefined) {
            for (const pathHash of findHashes(snapshot, on, options.drop))
              snapshot = await settings.dropAcceptedUrl(on, pathHash, changeOptions(config, options))
          }
          const uses = await settings.uses().catch((): UrlUses | null => null)
          const rows = viewAccepted(acceptedOf(snapshot, on), uses)
          if (options.json) output.print(JSON.stringify(rows))
          else if (rows.length === 0) output.note(`No other URL is accepted for ${on}.`)
          else for (const row of groupAccepted(rows)) output.print(describe(row))
        })
        return undefined
      }),
    )
  addChangeOptions(accepted, 'them as JSON')
}

/** All paths of what is listed as one. */
function findHashes(snapshot: SettingsSnapshot, on: string, beginning: string): readonly string[] {
  const found = groupAccepted(viewAccepted(acceptedOf(snapshot, on), null)).filter(({ pathHashes }) =>
    pathHashes.some((hash) => hash.startsWith(beginning.toLowerCase())),
  )
  const [one] = found
  if (one && found.length === 1 && beginning.length >= 4) return one.pathHashes
  throw new StartnodeError(
    'usage',
    `${found.length} accepted URLs begin with '${beginning}': give more of the hash`,
  )
}

function describe({ pathHash, pathHashes, note, until, ended, uses, lastUsedAt }: AcceptedGroup): string {
  const paths = pathHashes.length === 1 ? '' : `, ${pathHashes.length} paths (formats and versions)`
  const end = until === null ? 'no end' : `${ended ? 'ended' : 'until'} ${until}`
  const used =
    uses === null ? 'uses not known' : `used ${uses} times${lastUsedAt ? `, last ${lastUsedAt}` : ''}`
  return `${pathHash.slice(0, 12)}  ${note}${paths}  ${end}  ${used}`
}
