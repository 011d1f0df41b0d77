import { StartnodeError } from './startnode-error.ts'

/** Another living process has this inbox open; thrown at start-up and by `startnode inbox drain`. */
export class InboxLockedError extends StartnodeError {
  /** Process id of the holder, or null when it did not say. */
  readonly pid: number | null

  constructor(dir: string, pid: number | null) {
    super(
      'inbox_locked',
      `The inbox ${dir} is in use by ${pid === null ? 'another process' : `process ${pid}`}`,
    )
    this.pid = pid
  }
}
