import { StartnodeError } from '../errors/startnode-error.ts'

/**
 * The activities of a worker: its own and the engine's. A name that stands for two different ones is never decided in
 * silence: a node would call the wrong one, and nobody would know.
 *
 * @param own of the worker
 * @param replaced names of the engine's that the worker's own take the place of on purpose
 * @throws StartnodeError `activity_clash` for any other name that both have
 * @example joinActivities(own, engine, ['findRun'])
 */
export function joinActivities(own: object, engine: object, replaced: readonly string[] = []): object {
  const theirs: ReadonlyMap<string, unknown> = new Map(Object.entries(own))
  // Given twice, e.g. by connection and worker, it is the same one
  const clashes = Object.entries(engine)
    .filter(([name, activity]) => theirs.has(name) && theirs.get(name) !== activity)
    .map(([name]) => name)
    .filter((name) => !replaced.includes(name))
  if (clashes.length > 0)
    throw new StartnodeError(
      'activity_clash',
      `The worker has activities by names of Startnode's own: ${clashes.join(', ')}. Rename them, or name them in 'replace' of StartnodePlugin`,
    )
  return { ...engine, ...own }
}
