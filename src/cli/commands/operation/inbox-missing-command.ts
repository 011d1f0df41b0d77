/** startnode inbox missing: after Temporal was restored from an older copy, what it has forgotten. */
import type { Command } from 'commander'
import { findLeftOver } from '../../../boot/processes/place-process.ts'
import { StartnodeError } from '../../../errors/startnode-error.ts'
import { findMissing, type MissingDelivery, readRetention } from '../../../forwarder/find-missing.ts'
import { forwardAgain } from '../../../forwarder/forward-again.ts'
import type { CommandRunner } from '../../command-runner.ts'
import { withTarget } from '../../delivery-target.ts'
import { parseDuration } from '../../input/parse-duration.ts'
import type { Output } from '../../print/output.ts'
import { EXIT } from '../../run-command.ts'

interface MissingOptions {
  readonly since?: string
  readonly forward?: boolean
  readonly confirmWrites?: readonly string[]
  readonly for: string
  readonly json?: boolean
}

export function addInboxMissingCommand(inbox: Command, output: Output, run: CommandRunner): void {
  inbox
    .command('missing')
    .description(
      'Lists what a receiver forwarded and Temporal does not have, after Temporal was restored from an older copy; and forwards it again, each under the id it had. Runs beside the receiver, on its machine. Exit code 1 when some are missing in the end.',
    )
    .argument('[path]', 'folder of the inbox (default: that of INBOX_DIR or STATE_DIR)')
    .option(
      '--since <time>',
      'only what was forwarded since then: when the copy was made, e.g. 2027-01-31T02:00:00Z, or 8h',
    )
    .option('--forward', 'forward again what is missing')
    .option(
      '--confirm-writes <ids...>',
      'with --forward: also these, of which Mambu may have forgotten what they wrote (6 hours); look there first',
    )
    .option('--for <time>', 'give up forwarding after so long', '60s')
    .option('--json', 'print {"looked","missing","tooOld","keptSince","forwarded"}')
    .addHelpText('after', '\nExample:\n  startnode inbox missing --since 2027-01-31T02:00:00Z --forward')
    .action((path: string | undefined, options: MissingOptions) =>
      run(options.json === true, async () => {
        if (options.confirmWrites !== undefined && !options.forward)
          throw new StartnodeError('usage', '--confirm-writes goes with --forward')
        const since = options.since === undefined ? 0 : parseSince(options.since)
        const deadlineMs = parseDuration(options.for)
        return withTarget(async ({ config, connection, namespace, target }) => {
          const { encryption } = config
          const dir = path ?? config.inbox.dir
          const retentionMs = await readRetention(connection, namespace)
          const found = await findMissing({ dir, encryption, since, retentionMs }, target)
          const again = options.forward ? found.missing.filter((one) => mayForward(one, options)) : []
          const names = new Set(again.map(({ name }) => name))
          const done =
            again.length === 0
              ? { forwarded: 0, repeats: 0, left: 0, stuck: 0 }
              : await forwardAgain({ dir, encryption }, names, target, {
                  deadlineMs,
                  concurrency: config.forwarderConcurrency,
                })
          if (options.json) {
            const missing = found.missing.map(({ name: _, ...one }) => one)
            output.print(JSON.stringify({ ...found, missing, forwarded: done }))
          } else {
            for (const one of found.missing) output.print(tell(one, names.has(one.name)))
            output.note(
              `${found.looked} looked for, ${found.missing.length} missing, ${done.forwarded} forwarded again`,
            )
            if (done.left + done.stuck > 0)
              output.note(`${done.left} left, ${done.stuck} refused: run it again`)
            if (found.tooOld > 0)
              output.note(`${found.tooOld} are older than the retention: nothing is said of them`)
            for (const other of path === undefined ? findLeftOver(dir, 1) : [])
              output.note(`Another process has its own: run it with ${other}, too`)
            output.note(
              found.keptSince === null ? 'Nothing is kept here' : `Kept here since ${found.keptSince}`,
            )
          }
          const left = found.missing.length - again.length + done.left + done.stuck
          return left > 0 ? EXIT.failed : EXIT.done
        })
      }),
    )
}

function mayForward({ mayRepeat, taskId }: MissingDelivery, { confirmWrites = [] }: MissingOptions): boolean {
  return !mayRepeat || confirmWrites.includes(taskId)
}

function tell(
  { taskId, process, ref, kind, receivedAt, workflowId, mayRepeat }: MissingDelivery,
  done: boolean,
) {
  const what = `${receivedAt}  ${process}  ${taskId}${ref === null ? '' : `  ref ${ref}`}  ${kind}  ${workflowId}`
  if (done) return `${what}  forwarded again`
  return mayRepeat ? `${what}  may write twice: --confirm-writes ${taskId}` : what
}

/** @throws StartnodeError `usage` */
function parseSince(text: string): number {
  if (/^\d+[smhd]$/.test(text)) return Date.now() - parseDuration(text)
  const time = Date.parse(text)
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(time)) return time
  throw new StartnodeError('usage', `'${text}' is no time: write 8h, or 2027-01-31T02:00:00Z`)
}
