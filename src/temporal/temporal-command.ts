import { shellWord } from './shell-word.ts'

/** One run of a workflow. */
export interface RunOf {
  readonly workflowId: string
  readonly runId: string
}

/**
 * The command of Temporal's own tool about one run, as a shell takes it. Server and credentials come from the
 * environment or profile of who runs it (TEMPORAL_ADDRESS and so on), as they do for `startnode`.
 *
 * @param name after `temporal workflow`, e.g. `show` or `update execute`
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
  return ['temporal', 'workflow', ...words].map(shellWord).join(' ')
}
