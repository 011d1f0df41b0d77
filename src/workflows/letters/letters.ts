/** The interceptors of a worker whose payloads are sealed; they stand before all others. */
import {
  ApplicationFailure,
  log,
  type UpdateInput,
  type WorkflowInterceptorsFactory,
} from '@temporalio/workflow'
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
        async handleSignal(input, next) {
          if (!(IN_CLEAR in input.headers)) return next(input)
          if (!inClear.judged.has(input.signalName)) {
            log.warn('A signal was dropped: it was not sealed', { signal: input.signalName })
            return
          }
          inClear.arrives = true
          const handled = next(input)
          inClear.arrives = false
          return handled
        },
        validateUpdate: (input, next) => next(refuseUnsealed(input)),
        handleUpdate: (input, next) => next(refuseUnsealed(input)),
      },
    ],
  }
}

function refuseUnsealed(input: UpdateInput): UpdateInput {
  if (!(REFUSED in input.headers)) return input
  throw ApplicationFailure.nonRetryable(
    'Not sealed for this place by a holder of ENCRYPTION_KEYS: send it by the startnode command or the console',
    'payload_unsealed',
  )
}
