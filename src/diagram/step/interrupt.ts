/** What ends a step before its time: values it must be given first, or a logic that fails. Thrown and caught in this room only. */

import type { Filled, Read } from '../language/index.ts'
import type { LogicFailure } from './effect.ts'

/** The step is to be taken again with these reads. */
export class ReadsNeeded extends Error {
  readonly reads: readonly Read[]

  constructor(reads: readonly Read[]) {
    super('Reads are needed')
    this.reads = reads
  }
}

/** The logic fails: on to its error exit. */
export class LogicFailed extends Error {
  readonly failure: LogicFailure

  constructor(failure: LogicFailure) {
    super(failure.tag)
    this.failure = failure
  }
}

/** Tags that are the same whatever node meets them; others carry the name of their node. */
const SHARED_TAGS = ['access_denied', 'access_refused']

/**
 * The value that was filled in.
 *
 * @param tagPrefix of the logic, e.g. `set_param`
 * @throws ReadsNeeded, LogicFailed
 */
export function take<T>(filled: Filled<T>, tagPrefix: string): T {
  if ('needs' in filled) throw new ReadsNeeded(filled.needs)
  if (filled.ok) return filled.value
  const { tag, description } = filled
  throw new LogicFailed({
    type: 'software',
    tag: SHARED_TAGS.includes(tag) ? tag : `${tagPrefix}_${tag}`,
    description,
  })
}
