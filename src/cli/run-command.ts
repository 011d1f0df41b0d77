/** Runs one command: turns what it throws into one clear line and an exit code. */
import { isStartnodeError } from '../errors/startnode-error.ts'
import type { Output } from './print/output.ts'

/** Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 not reachable: trying again can help. */
export const EXIT = { done: 0, failed: 1, usage: 2, unreachable: 3 } as const

const EXIT_OF: Partial<Record<string, number>> = {
  config_invalid: EXIT.usage,
  bundle_unreadable: EXIT.usage,
  bundle_stale: EXIT.usage,
  start_node_invalid: EXIT.usage,
  process_unknown: EXIT.usage,
  alias_unknown: EXIT.usage,
  variable_unknown: EXIT.usage,
  quarantine_unknown: EXIT.usage,
  schedule_unknown: EXIT.usage,
  export_unreadable: EXIT.usage,
  not_an_export: EXIT.usage,
  usage: EXIT.usage,
  worker_missing: EXIT.unreachable,
  receiver_unreachable: EXIT.unreachable,
  temporal_unreachable: EXIT.unreachable,
  temporal_late: EXIT.unreachable,
  temporal_binary_missing: EXIT.unreachable,
}

/**
 * @param json print the error as `{"error":{"code","message"}}` on standard output instead
 * @returns the exit code
 */
export async function runCommand(
  output: Output,
  json: boolean,
  command: () => Promise<number | undefined>,
): Promise<number> {
  try {
    return (await command()) ?? EXIT.done
  } catch (error) {
    const known = isStartnodeError(error)
    const code = known ? error.code : 'internal'
    const message =
      known || !(error instanceof Error)
        ? String((error as Error).message ?? error)
        : (error.stack ?? error.message)
    if (json) output.print(JSON.stringify({ error: { code, message } }))
    else output.note(`startnode: ${message}${known ? ` (${code}, see ${error.doc})` : ''}`)
    return EXIT_OF[code] ?? EXIT.failed
  }
}
