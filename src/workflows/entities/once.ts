/**
 * Does what an Update asks once, however often it comes: Temporal knows the ids of the Updates of one run only, and
 * forgets them when the run continues as new.
 */
import { ApplicationFailure, currentUpdateInfo } from '@temporalio/workflow'

/** Results of the newest operations by update id, the oldest first. */
export type Done<Result> = Map<string, Result>

/**
 * How many results are kept. A retry comes within a minute or so of the first try, so this holds at far more operations
 * a second than one workflow takes.
 */
const MAX_DONE = 4_000

/** @throws ApplicationFailure when it is not called by an Update */
export function updateId(): string {
  const id = currentUpdateInfo()?.id
  if (id === undefined) throw ApplicationFailure.nonRetryable('Only an Update can do this', 'update_needed')
  return id
}

/** @returns what `act` gave the first time this Update came */
export function once<Result, Given extends Result>(done: Done<Result>, act: () => Given): Given {
  const id = updateId()
  if (done.has(id)) return done.get(id) as Given
  const result = act()
  done.set(id, result)
  forgetOldest(done)
  return result
}

/** Keeps the newest. */
export function forgetOldest(done: Done<unknown>, most = MAX_DONE): void {
  for (const id of done.keys()) {
    if (done.size <= most) return
    done.delete(id)
  }
}
