import { TRACE_QUERY } from '../process/trace.ts'
import { type RunOf, temporalCommand } from '../temporal/temporal-command.ts'
import type { WaitingView } from './view-waiting.ts'

/** The commands of Temporal's own tool that do what the page of a task does, by what they do. */
export interface TaskCommands {
  readonly show: string
  readonly describe: string
  readonly trace: string
  /** One per signal that is waited for; of any signal where none is known. */
  readonly signal: readonly string[]
  readonly cancel: string
  readonly terminate: string
  readonly reset: string
  readonly stack: string
}

/**
 * @param namespace left out of the commands when it is `default`
 * @param actor stands in the reason, e.g. `api:bob`
 */
export function taskCommands(
  run: RunOf,
  namespace: string,
  waiting: readonly Pick<WaitingView, 'signal'>[],
  actor: string,
): TaskCommands {
  const named = namespace === 'default' ? undefined : namespace
  const command = (name: string, ...flags: string[]) => temporalCommand(name, run, flags, named)
  const signals = waiting.flatMap(({ signal }) => (signal === null ? [] : [signal]))
  const reason = ['--reason', `by ${actor}`]
  return {
    show: command('show'),
    describe: command('describe'),
    trace: command('query', '--type', TRACE_QUERY),
    signal: (signals.length > 0 ? signals : ['NAME']).map((name) =>
      command('signal', '--name', name, '--input', '{}'),
    ),
    cancel: command('cancel'),
    terminate: command('terminate', ...reason),
    reset: command('reset', '--event-id', 'EVENT', ...reason),
    stack: command('stack'),
  }
}
