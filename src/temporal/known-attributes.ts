/** Which search attributes a namespace takes: those of an earlier version, or one without any, must not cost a task. */
import type { SearchAttributePair } from '@temporalio/common'
import { grpcFailureOf } from './grpc-failure.ts'
import { MPO_FIELDS, MPO_SINCE } from './search-attributes.ts'

/** Those of a start that came later than the first four. */
const LATER: readonly string[] = [MPO_SINCE.name, MPO_FIELDS.name]

/** True: Temporal refused a start because the namespace lacks a search attribute. */
export function lacksAttribute(error: unknown): boolean {
  const failure = grpcFailureOf(error)
  return failure?.code === 'INVALID_ARGUMENT' && /search attribute/i.test(failure.details)
}

/**
 * What to try when a namespace refused these: without those that came later, then none.
 *
 * @returns null when there is nothing left to leave out
 */
export function fewerAttributes(attributes: readonly SearchAttributePair[]): SearchAttributePair[] | null {
  const first = attributes.filter(({ key }) => !LATER.includes(key.name))
  if (first.length < attributes.length) return first
  return attributes.length > 0 ? [] : null
}

/**
 * Starts something with as many search attributes as the namespace takes.
 *
 * @param start is tried again with fewer
 * @throws what `start` throws for any other reason
 * @example await startFindable(attributes, (typedSearchAttributes) => client.workflow.start(type, { typedSearchAttributes, ... }))
 */
export async function startFindable<T>(
  attributes: readonly SearchAttributePair[],
  start: (attributes: SearchAttributePair[]) => Promise<T>,
): Promise<T> {
  let tried = [...attributes]
  for (;;) {
    try {
      return await start(tried)
    } catch (error) {
      const fewer = lacksAttribute(error) ? fewerAttributes(tried) : null
      if (fewer === null) throw error
      tried = fewer
    }
  }
}
