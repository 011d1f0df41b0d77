import { types } from 'node:util'

/** Properties of errors that say what kind they are; all others may hold what a peer answered, or data of a task. */
const SAID = ['name', 'type', 'code', 'nonRetryable', 'activityType', 'retryState'] as const
const MAX_CAUSES = 5

/**
 * The fields of a line of Temporal's SDK, with each error reduced to its kind and the places in the code it came from. Its
 * message and details are the failure in Temporal, encrypted where a key is configured; the SDK would print them in clear
 * (`Activity failed`).
 *
 * @example log.warn(withoutContent({ activityType: 'getLoan', error }), 'Activity failed')
 */
export function withoutContent(meta: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(meta).map(([key, value]) => [key, isError(value) ? describe(value) : value]),
  )
}

/** Also one of the workflow sandbox, which has an `Error` of its own. */
function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value)
}

function describe(error: Error, causes = 0): Record<string, unknown> {
  const fields = error as unknown as Readonly<Record<string, unknown>>
  const said = SAID.flatMap((name) => {
    const value = fields[name]
    return ['string', 'boolean', 'number'].includes(typeof value) ? [[name, value] as const] : []
  })
  // A stack begins with the message, which may have lines of its own.
  const at = (error.stack ?? '').replace(error.message, '').match(/^ {4}at .*$/gm) ?? []
  const { cause } = error
  return {
    ...Object.fromEntries(said),
    at: at.map((line) => line.trim()),
    ...(isError(cause) && causes < MAX_CAUSES ? { cause: describe(cause, causes + 1) } : {}),
  }
}
