/** The interceptors of a worker whose payloads are sealed; they stand before all others. */
import { ApplicationFailure, log, type WorkflowInterceptorsFactory } from '@temporalio/workflow'
import { checkJobs, IN_CLEAR, REFUSED } from './check-letters.ts'
import { type Desk, openDesk } from './desk.ts'
import { inClear } from './in-clear.ts'
import { writeLetters } from './write-letters.ts'

export const interceptors: WorkflowInterceptorsFactory = () => {
  let desk: Desk | null = null
  const open = () => {
    desk ??= openDesk()
    return desk
  }
  return {
    internals: [
      {
        activate({ activation, batchIndex }, next) {
          const jobs = checkJobs(open(), activation.jobs ?? [])
          return next({ activation: { ...activation, jobs }, batchIndex })
        },
        concludeActivation(input, next) {
          const concluded = next(input)
          writeLetters(open(), concluded.commands)
          return concluded
        },
      },
    ],
    inbound: [
      {
        // Not async: a handler must end in the same turn as without this, or histories of before would not replay
        handleSignal(input, next) {
          if (!(IN_CLEAR in input.headers)) return next(input)
          if (!inClear.judged.has(input.signalName)) {
            log.warn('A signal was dropped: it was not sealed', { signal: input.signalName })
            return Promise.resolve()
          }
          inClear.arrives = true
          const handled = next(input)
          inClear.arrives = false
          return handled
        },
        validateUpdate(input, next) {
          if (REFUSED in input.headers) throw refusal()
          return next(input)
        },
        handleUpdate: (input, next) => (REFUSED in input.headers ? Promise.reject(refusal()) : next(input)),
      },
    ],
  }
}

function refusal(): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    'Not sealed for this place by a holder of ENCRYPTION_KEYS: send it by the startnode command or the console',
    'payload_unsealed',
  )
}
