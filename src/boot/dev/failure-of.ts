import { isStartnodeError } from '../../errors/startnode-error.ts'
import type { FromWorker } from './child-messages.ts'

/** An error as another process can be told of it. */
export function failureOf(error: unknown): Omit<Extract<FromWorker, { say: 'failed' }>, 'say'> {
  if (isStartnodeError(error)) return { code: error.code, message: error.message, stack: null }
  return { code: null, message: String(error), stack: error instanceof Error ? (error.stack ?? null) : null }
}
