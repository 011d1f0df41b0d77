import { StartnodeError } from './startnode-error.ts'

/** The dev server can't have its port. */
export class TemporalPortInUseError extends StartnodeError {
  constructor(port: number, what: 'Temporal' | 'Web UI') {
    super(
      'port_in_use',
      what === 'Temporal'
        ? `Something already listens on 127.0.0.1:${port}. Is it a Temporal server? Then set TEMPORAL_ADDRESS=127.0.0.1:${port}; else stop it, or choose another port`
        : `The port ${port} of the Temporal Web UI is in use: stop what listens there, or choose another port`,
    )
  }
}
