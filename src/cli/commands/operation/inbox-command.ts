/** startnode inbox: what it holds, and drain, which sends that from anywhere, for a receiver that is gone for good. */
import type { Command } from 'commander'
import { findLeftOver } from '../../../boot/processes/place-process.ts'
import { drainInbox } from '../../../forwarder/drain-inbox.ts'
import type { CommandRunner } from '../../command-runner.ts'
import { type TargetContext, withTarget } from '../../delivery-target.ts'
import { parseDuration } from '../../input/parse-duration.ts'
import type { Output } from '../../print/output.ts'
import { EXIT } from '../../run-command.ts'
import { addInboxMissingCommand } from './inbox-missing-command.ts'
import { addInboxShowCommands } from './inbox-show-commands.ts'

export function addInboxCommand(program: Command, output: Output, run: CommandRunner): void {
  const inbox = program.command('inbox').summary('look after an inbox')
  addInboxShowCommands(inbox, output, run)
  addInboxMissingCommand(inbox, output, run)
  inbox
    .command('drain')
    .description(
      'Forwards every delivery of an inbox whose receiver does not run. Exit code 3 when some are left.',
    )
    .argument('<path>', 'folder of the inbox, e.g. .startnode/inbox')
    .option('--for <time>', 'give up after so long', '60s')
    .option('--json', 'print {"forwarded","left","stuck"}')
    .addHelpText('after', '\nExample:\n  startnode inbox drain /var/lib/startnode/inbox --for 10m')
    .action((path: string, options: { for: string; json?: boolean }) =>
      run(options.json === true, async () => {
        const drain = async ({ config, address, target }: TargetContext) => ({
          address,
          done: await drainInbox(path, target, {
            deadlineMs: parseDuration(options.for),
            concurrency: config.forwarderConcurrency,
            encryption: config.encryption,
            keepForwarded: config.inbox.keepForwarded,
            log: target.log,
          }),
        })
        // It waits for Temporal as long as it was told to.
        const { done: drained, address } = await withTarget(drain, { needsTemporal: false })
        const { away = false, ...done } = drained
        output.print(
          options.json
            ? JSON.stringify(done)
            : `${done.forwarded} forwarded, ${done.left} left, ${done.stuck} stuck`,
        )
        for (const other of findLeftOver(path, 1))
          output.note(`Another process had its own: run it with ${other}, too`)
        if (done.left > 0)
          output.note(
            away
              ? `Temporal at ${address} did not take them within ${options.for}: does it run there (TEMPORAL_ADDRESS)? They stay in the inbox.`
              : `Temporal at ${address} is there, and they were not sent within ${options.for}: give more time (--for), or look above at what keeps failing. They stay in the inbox.`,
          )
        return done.left > 0 ? EXIT.unreachable : EXIT.done
      }),
    )
}
