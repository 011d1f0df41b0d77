/** startnode requests: what came to a receiver and what it answered, refused requests included. */
import type { Command } from 'commander'
import { stopSignal } from '../../../boot/stop-signal.ts'
import { loadConfig } from '../../../config.ts'
import type { LoggedRequest } from '../../../requests/requests.ts'
import { callAdmin } from '../../admin-client.ts'
import type { CommandRunner } from '../../command-runner.ts'
import { readEvents } from '../../input/read-events.ts'
import { describeRequest } from '../../print/describe-request.ts'
import type { Output } from '../../print/output.ts'

interface RequestsOptions {
  readonly json?: boolean
  readonly follow?: boolean
  readonly refused?: boolean
  readonly process?: string
  readonly code?: string
  readonly limit: string
}

export function addRequestsCommand(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('requests')
    .summary('show the requests a receiver got, refused ones included')
    .description(
      'Shows the newest requests of the receiver at ADMIN_URL, oldest first; with --follow those that come, until Ctrl-C. Never shows headers, bodies or signatures.',
    )
    .option('--follow', 'go on with the ones that come')
    .option('--refused', 'only what was not accepted')
    .option('--process <process>', 'only those of a process')
    .option('--code <code>', 'only those with this code, e.g. schema_mismatch')
    .option('--limit <count>', 'how many at first', '20')
    .option('--json', 'print one JSON object per line')
    .addHelpText(
      'after',
      '\nExamples:\n  startnode requests --refused\n  startnode requests --follow --process loan-approved',
    )
    .action((options: RequestsOptions) =>
      run(options.json === true, async () => {
        const config = loadConfig(process.env)
        const query = new URLSearchParams(options.follow ? { tail: options.limit } : { limit: options.limit })
        if (options.refused) query.set('refused', 'true')
        if (options.process !== undefined) query.set('process', options.process)
        if (options.code !== undefined) query.set('code', options.code)
        const print = (row: LoggedRequest) =>
          output.print(options.json ? JSON.stringify(row) : describeRequest(row))
        if (!options.follow) {
          const answer = await callAdmin(config, `/requests?${query}`)
          const { requests } = (await answer.json()) as { requests: LoggedRequest[] }
          for (const row of requests.reverse()) print(row)
          if (requests.length === 0 && !options.json) output.note('No such requests.')
          return undefined
        }
        const end = new AbortController()
        void stopSignal().then(() => end.abort())
        // The server ends a stream now and then, so that log-ins are asked again.
        while (!end.signal.aborted) {
          const answer = await callAdmin(config, `/requests/stream?${query}`, end.signal)
          for await (const row of readEvents(answer, end.signal)) print(row as LoggedRequest)
          query.set('tail', '0')
        }
        return undefined
      }),
    )
}
