/** startnode audit: who changed which setting and when, from Temporal's history; needs neither worker nor receiver. */
import type { Command } from 'commander'
import type { AuditEntry } from '../../../settings/change.ts'
import { findAuditProblems } from '../../audit-problems.ts'
import { withClient } from '../../client-context.ts'
import type { CommandRunner } from '../../command-runner.ts'
import type { Output } from '../../print/output.ts'

interface AuditOptions {
  readonly json?: boolean
  readonly on?: string
}

export function addAuditCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('audit')
    .summary('show who changed which setting and when')
    .description(
      "Shows every change that Temporal's history still tells, oldest first, also after the settings were ended or restored. `unproved`: sent past Startnode, so the name is only what the sender said. On standard error: revisions Temporal tells nothing of (gap), made twice (fork), or nobody signed.",
    )
    .option('--on <name>', 'only those about a process, @alias or env_var[@name]')
    .option('--json', 'print one JSON object per line')
    .addHelpText('after', '\nExamples:\n  startnode audit\n  startnode audit --on loan-approved --json')
    .action((options: AuditOptions) =>
      run(options.json === true, async () => {
        await withClient(async (context) => {
          const { settings } = context
          const entries = (await settings.readAudit()).filter(
            ({ on }) => options.on === undefined || on === options.on,
          )
          for (const entry of entries) output.print(options.json ? JSON.stringify(entry) : describe(entry))
          if (entries.length === 0 && !options.json) output.note('No such changes.')
          for (const { kind, message } of await findAuditProblems(context)) output.note(`${kind}: ${message}`)
        })
        return undefined
      }),
    )
}

function describe({ at, actor, op, on, detail, revision, proved, refused }: AuditEntry): string {
  const marks = [proved ? '' : 'unproved', refused ? 'refused' : ''].filter((mark) => mark !== '').join(', ')
  const how = detail === null ? '' : `: ${detail}`
  return `${at}  ${actor}  ${op} ${on}${how}  revision ${revision}${marks === '' ? '' : `  (${marks})`}`
}
