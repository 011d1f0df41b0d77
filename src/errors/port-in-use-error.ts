import { StartnodeError } from './startnode-error.ts'

/** Something else listens on the port already; the message says what to do. */
export class PortInUseError extends StartnodeError {
  constructor(host: string, port: number, cause?: unknown) {
    super('port_in_use', `Port ${port} on ${host} is in use: stop what listens there, or set another PORT`, {
      cause,
    })
  }
}
