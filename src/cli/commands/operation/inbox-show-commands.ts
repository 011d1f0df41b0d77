/** startnode inbox show, find: what a receiver that runs has accepted and not yet handed to Temporal. */
import type { Command } from 'commander'
import { loadConfig } from '../../../config.ts'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import type { WaitingDelivery } from '../../../forwarder/waiting/list-waiting.ts'
import { callAdmin } from '../../admin-client.ts'
import type { CommandRunner } from '../../command-runner.ts'
import { findInInboxes } from '../../find-in-inboxes.ts'
import { describeWaiting } from '../../print/describe-waiting.ts'
import type { Output } from '../../print/output.ts'
import { EXIT } from '../../run-command.ts'

interface ShowOptions {
  readonly process?: string
  readonly stuck?: boolean
  readonly limit: string
  readonly json?: boolean
}

/** What this command reads of `GET /inbox`. */
interface Status {
  readonly mode: string
  readonly records: number
  readonly stuck: number
  readonly oldestReceivedAt: string | null
  readonly verdict: { readonly level: string; readonly since: string } | null
  readonly drain: { readonly seconds: number | null; readonly unknown: string | null } | null
}

const PAGE = 200

export function addInboxShowCommands(inbox: Command, output: Output, run: CommandRunner): void {
  inbox
    .command('show')
    .description(
      'Shows what the inbox of the receiver at ADMIN_URL holds: how much, for how long, and the oldest deliveries with their tries and last error. Never shows bodies.',
    )
    .option('--process <process>', 'only those of a process')
    .option('--stuck', 'those that Temporal refused for good instead')
    .option('--limit <count>', 'how many', '20')
    .option('--json', 'print {"status","waiting"}')
    .addHelpText('after', '\nExample:\n  startnode inbox show --process loan-approved --limit 1000')
    .action((options: ShowOptions) =>
      run(options.json === true, async () => {
        const limit = Number(options.limit)
        if (!Number.isInteger(limit) || limit < 1)
          throw new StartnodeError('usage', `--limit ${options.limit} is no number of deliveries`)
        const config = loadConfig(process.env)
        const status = (await (await callAdmin(config, '/inbox')).json()) as Status
        const waiting: WaitingDelivery[] = []
        for (let after: number | null = 0; after !== null && waiting.length < limit; ) {
          const query = new URLSearchParams({
            after: String(after),
            limit: String(Math.min(PAGE, limit - waiting.length)),
            ...(options.process === undefined || options.stuck ? {} : { process: options.process }),
          })
          const answer = await callAdmin(config, `/inbox/${options.stuck ? 'stuck' : 'waiting'}?${query}`)
          const page = (await answer.json()) as { waiting: WaitingDelivery[]; next: number | null }
          waiting.push(...page.waiting)
          after = page.next
        }
        if (options.json) output.print(JSON.stringify({ status, waiting }))
        else {
          for (const one of waiting) output.print(describeWaiting(one))
          output.note(tellStatus(status))
        }
        return EXIT.done
      }),
    )
  inbox
    .command('find')
    .description(
      'Finds a delivery that is accepted and not yet a task, in the inbox of the receiver at ADMIN_URL and of the others it knows. Exit code 1 when there is none.',
    )
    .argument('<text>', 'obj_id, ref or delivery key')
    .option('--process <process>', 'only of a process')
    .option('--json', 'print {"found"}')
    .addHelpText('after', '\nExample:\n  startnode inbox find 9f86d081884c7d659a2feaa0')
    .action((text: string, options: { process?: string; json?: boolean }) =>
      run(options.json === true, async () => {
        const config = loadConfig(process.env)
        const wanted = { text, ...(options.process === undefined ? {} : { process: options.process }) }
        const found = await findInInboxes(config, wanted)
        if (found === null)
          throw new StartnodeError('receiver_unreachable', `No admin API answers at ${config.admin.url}`)
        if (options.json) output.print(JSON.stringify({ found }))
        else for (const one of found) output.print(describeWaiting(one))
        if (found.length === 0 && !options.json)
          output.note('No inbox holds it: it is a task by now, or was never accepted.')
        return found.length > 0 ? EXIT.done : EXIT.failed
      }),
    )
}

function tellStatus({ mode, records, stuck, oldestReceivedAt, verdict, drain }: Status): string {
  if (mode === 'direct') return 'This receiver keeps no inbox (INBOX=direct)'
  const empty =
    drain === null || records === 0
      ? ''
      : drain.seconds === null
        ? `, empty in: not known (${drain.unknown})`
        : `, empty in about ${Math.ceil(drain.seconds)} s`
  const state = verdict === null ? '' : `; ${verdict.level} since ${verdict.since}`
  return `${records} held, ${stuck} kept aside${oldestReceivedAt === null ? '' : `, the oldest since ${oldestReceivedAt}`}${empty}${state}`
}
