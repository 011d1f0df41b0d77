import { isStartnodeError, type StartnodeError } from '../../errors/startnode-error.ts'

/**
 * What quarantine keeps of an authentic request that is refused: all of it, a trace without the body (which was not read,
 * or can't be kept), or nothing, since the sender knows that it did not send everything.
 */
export function whatIsKept(error: unknown): 'all' | 'trace' | 'nothing' {
  if (!isStartnodeError(error)) return 'nothing'
  return KEPT[error.code] ?? 'all'
}

const KEPT: Partial<Record<StartnodeError['code'], 'trace' | 'nothing'>> = {
  body_too_large: 'trace',
  encoding_unsupported: 'trace',
  body_timeout: 'nothing',
  body_incomplete: 'nothing',
}
