import { StartnodeError } from '../../errors/startnode-error.ts'
import { type AddressList, parseAddressList } from '../http/address-list.ts'

/** One per list of a snapshot, so that it is read once and not per request. */
const lists = new WeakMap<readonly string[], AddressList>()

/**
 * Lets a request pass whose source is on the allow-list of its process.
 *
 * @param sources `intake.sources`: addresses and CIDR ranges; empty: all
 * @param source null when unknown, which is on no list
 * @throws StartnodeError `access_denied`, the same as for a wrong signature
 */
export function checkSource(sources: readonly string[], source: string | null): void {
  if (sources.length === 0) return
  let list = lists.get(sources)
  if (list === undefined) {
    list = readList(sources)
    lists.set(sources, list)
  }
  if (source === null || !list.has(source))
    throw new StartnodeError('access_denied', undefined, {
      cause: new Error('The source is not on the allow-list'),
    })
}

/** The settings check what they take; a list that can't be read after all lets nobody in. */
function readList(sources: readonly string[]): AddressList {
  try {
    return parseAddressList(sources)
  } catch {
    return { has: () => false }
  }
}
