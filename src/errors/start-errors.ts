/** What stops a start, with what is in the way. */
import { StartnodeError } from './startnode-error.ts'

/** The environment can't be used; the message lists every problem at once, never a secret's value. */
export class ConfigInvalidError extends StartnodeError {
  constructor(problems: readonly { path: string; message: string }[]) {
    const lines = problems.map(({ path, message }) => `  ${path}: ${message}`)
    super('config_invalid', `The configuration is not valid:\n${lines.join('\n')}`, { problems })
  }
}

/** Something else listens on the port already; the message says what to do. */
export class PortInUseError extends StartnodeError {
  constructor(host: string, port: number, cause?: unknown) {
    super('port_in_use', `Port ${port} on ${host} is in use: stop what listens there, or set another PORT`, {
      cause,
    })
  }
}

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
