/** The state of one ref of one process (MPO's node Set State): the last data that was set, readable by everyone. */
import {
  ApplicationFailure,
  continueAsNew,
  defineQuery,
  defineUpdate,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow'
import type { StoredState } from '../../process/ids/shared-names.ts'
import { followBuilds } from './follow-builds.ts'
import { forgetOldest, once } from './once.ts'
import { untilRenewal } from './until-renewal.ts'

export interface StateState {
  readonly stored?: StoredState | null
  readonly done?: readonly (readonly [string, number])[]
}

/** Bytes of its JSON; Temporal takes 2 MiB in one argument. */
const MAX_STATE_BYTES = 1_048_576
/** Few tasks write the state of one ref. */
const MAX_DONE = 500

const setUpdate = defineUpdate<number, [unknown]>('set')
const stateQuery = defineQuery<StoredState | null>('state')

followBuilds(startnodeState)
/** Nothing at first; written by the Update `set`, which gives the revision, read by the query `state`. */
export async function startnodeState(state: StateState = {}): Promise<never> {
  let stored = state.stored ?? null
  const done = new Map(state.done)

  setHandler(stateQuery, () => stored)
  setHandler(
    setUpdate,
    (data) => {
      const revision = once(done, () => {
        stored = { data, revision: (stored?.revision ?? 0) + 1, changedAt: new Date().toISOString() }
        setCurrentDetails(`Revision **${stored.revision}**, ${stored.changedAt}`)
        return stored.revision
      })
      forgetOldest(done, MAX_DONE)
      return revision
    },
    {
      validator: (data) => {
        if (new TextEncoder().encode(JSON.stringify(data ?? null)).length > MAX_STATE_BYTES)
          throw ApplicationFailure.nonRetryable('A state has at most 1 MiB', 'state_too_large')
      },
    },
  )
  await untilRenewal()
  return continueAsNew<typeof startnodeState>({ stored, done: [...done] })
}
