import { TemporalUnreachableError } from '../errors/temporal-errors.ts'

/**
 * Calls Temporal with a deadline that holds: the SDK's own lets a retry that waits run past it, by seconds.
 *
 * @param client a client or connection of the SDK
 * @param deadline ms since 1970
 * @throws TemporalUnreachableError at the deadline, or what the call throws
 */
export async function withinDeadline<T>(
  client: { withDeadline<R>(deadline: number, call: () => Promise<R>): Promise<R> },
  deadline: number,
  call: () => Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(
        new TemporalUnreachableError('Temporal did not answer in time: does it run at TEMPORAL_ADDRESS?'),
      )
    }, deadline - Date.now())
  })
  try {
    return await Promise.race([client.withDeadline(deadline, call), late])
  } finally {
    clearTimeout(timer)
  }
}
