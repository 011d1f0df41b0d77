/** Work of readers on the event loop that answers webhooks: one piece at a time, with rests that leave it most of its time. */
import { setTimeout as sleep } from 'node:timers/promises'
import { StartnodeError } from '../../errors/startnode-error.ts'

/** Does the work when it is its turn. @throws StartnodeError `not_ready` when too many wait */
export type GiveWay = <Result>(work: () => Result) => Promise<Result>

/** Rest after each piece, in times of what it took: at most a fifth of the time is theirs. */
const REST = 4
const MAX_WAITING = 20

/** @example const giveWay = createGiveWay(); const preview = await giveWay(() => previewTemplate(template, values, judge)) */
export function createGiveWay(): GiveWay {
  let turn: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async (work) => {
    if (waiting >= MAX_WAITING)
      throw new StartnodeError('not_ready', 'Too many bodies are looked at: try again in a moment', {
        retryAfter: 2,
      })
    waiting += 1
    let took = 0
    const done = turn.then(() => {
      const began = performance.now()
      try {
        return work()
      } finally {
        took = performance.now() - began
      }
    })
    const rest = () => sleep(took * REST, undefined, { ref: false })
    turn = done.then(rest, rest)
    try {
      return await done
    } finally {
      waiting -= 1
    }
  }
}
