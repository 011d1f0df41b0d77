import { shellWord } from './shell-word.ts'
import type { TemporalOptions } from './temporal-options.ts'

/** One run of a workflow. */
export interface RunOf {
  readonly workflowId: string
  readonly runId: string
}

/**
 * The command of Temporal's own tool about one run, as a shell takes it. Server and credentials come from the
 * environment or profile of who runs it (TEMPORAL_ADDRESS and so on), as they do for `startnode`; or from `commandHere`.
 *
 * @param name after `temporal workflow`, e.g. `show` or `update execute`; or after `temporal`, where it begins with `activity`
 * @param flags further flags and their values
 * @param namespace left out: that of the environment
 * @example temporalCommand('signal', run, ['--name', 'approve']) // "temporal workflow signal --workflow-id ..."
 */
export function temporalCommand(
  name: string,
  { workflowId, runId }: RunOf,
  flags: readonly string[] = [],
  namespace?: string,
): string {
  const where = namespace === undefined ? [] : ['--namespace', namespace]
  const words = [...name.split(' '), ...where, '--workflow-id', workflowId, '--run-id', runId, ...flags]
  const of = words[0] === 'activity' ? [] : ['workflow']
  return ['temporal', ...of, ...words].map(shellWord).join(' ')
}

/** Where the `temporal` command looks by itself. */
const USUAL_ADDRESSES = ['127.0.0.1:7233', 'localhost:7233']

/**
 * A command of Temporal's own tool with what leads it to the server and namespace of this process, where that is not what it takes by
 * itself: it is pasted in another terminal, whose environment is another. Credentials stay in the environment or profile.
 *
 * @example commandHere('temporal schedule list', temporal) // 'temporal schedule list --address temporal:7233 --namespace bank'
 */
export function commandHere(
  command: string,
  { connectionOptions: { address }, namespace }: Pick<TemporalOptions, 'connectionOptions' | 'namespace'>,
): string {
  const flags = [
    ...(USUAL_ADDRESSES.includes(address) ? [] : ['--address', address]),
    ...(namespace === 'default' ? [] : ['--namespace', namespace]),
  ]
  return [command, ...flags.map(shellWord)].join(' ')
}
