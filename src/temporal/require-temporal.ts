import { isStartnodeError } from '../errors/startnode-error.ts'
import { TemporalUnreachableError } from '../errors/temporal-errors.ts'
import { explainTemporalError } from './explain-temporal-error.ts'
import { grpcFailureOf } from './grpc-failure.ts'
import type { TemporalOptions } from './temporal-options.ts'
import { withinDeadline } from './within-deadline.ts'

/** For a Temporal far away that is busy; a command must have said within 5 s that there is none. ms */
const WITHIN_MS = 2_000

/** What is asked of a connection. */
interface Asked {
  withDeadline<R>(deadline: number, call: () => Promise<R>): Promise<R>
  readonly workflowService: { getSystemInfo(request: object): Promise<unknown> }
}

/**
 * Makes sure that Temporal answers, before a command begins.
 *
 * @throws TemporalUnreachableError within 2 s, naming the address and what to do
 */
export async function requireTemporal(connection: Asked, options: TemporalOptions): Promise<void> {
  try {
    await withinDeadline(connection, Date.now() + WITHIN_MS, () =>
      connection.workflowService.getSystemInfo({}),
    )
  } catch (error) {
    throw nameAddress(error, options)
  }
}

/**
 * An error of a call to Temporal as one of ours, with the address where nothing was reached; any other error as it is.
 *
 * @example try { ... } catch (error) { throw nameAddress(error, temporal) }
 */
export function nameAddress(
  error: unknown,
  { connectionOptions, addressConfigured }: TemporalOptions,
): unknown {
  const known =
    isStartnodeError(error) || grpcFailureOf(error) === null
      ? error
      : explainTemporalError(error, 'talking to Temporal')
  if (!isStartnodeError(known) || known.code !== 'temporal_unreachable') return known
  const { address } = connectionOptions
  if (known.message.includes(address)) return known
  const how = addressConfigured
    ? 'is it the right one (TEMPORAL_ADDRESS, or the profile), and does it run there?'
    : 'start it with `startnode dev`, or say where it is with TEMPORAL_ADDRESS'
  const text = known.message.replace(/: does it run at TEMPORAL_ADDRESS\?/, '')
  return new TemporalUnreachableError(`${text}. It was looked for at ${address}: ${how}`, known.cause)
}
