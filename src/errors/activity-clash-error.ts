import { StartnodeError } from './startnode-error.ts'

/** The worker has activities of its own by the names of the engine's; thrown at start-up. */
export class ActivityClashError extends StartnodeError {
  constructor(names: readonly string[]) {
    super(
      'activity_clash',
      `The worker has activities by names of Startnode's own: ${names.join(', ')}. Rename them, or name them in 'replace' of StartnodePlugin`,
    )
  }
}
