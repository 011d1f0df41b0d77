/**
 * Runs an activity only for the call that its input was sealed for, and seals its answer to that call. What comes without
 * a letter was asked for by nobody who holds the keys: `temporal activity execute`, a worker of somebody else.
 */
import type { Context } from '@temporalio/activity'
import { ApplicationFailure, CancelledFailure, ensureApplicationFailure } from '@temporalio/common'
import type { ActivityInterceptors, ActivityInterceptorsFactory } from '@temporalio/worker'
import { ERRORS } from '../../errors/error-table.ts'
import type { Encryption } from '../../keys/encryption-keys.ts'
import { enclose, type Letter, openAll } from '../../process/letter.ts'
import { isAccepted } from './encryption-codec.ts'

/** A workflow whose clock is further ahead was hastened: its activities wait until it is time. */
const AHEAD_MS = 5 * 60_000
const LETTER = Symbol.for('startnode.letter')
const made = new WeakSet<ActivityInterceptorsFactory>()

/** True for an interceptor made here: two would read the letters twice. */
export function readsLetters(factory: ActivityInterceptorsFactory): boolean {
  return made.has(factory)
}

export function createActivityLetters(encryption: Encryption): ActivityInterceptorsFactory {
  const factory: ActivityInterceptorsFactory = ({ info }: Context): ActivityInterceptors => ({
    inbound: {
      async execute(input, next) {
        const opened = openAll(input.args)
        if (opened === null && info.inWorkflow && isAccepted(encryption)) return next(input)
        const problem = problemOf(opened?.letter ?? null, info.activityType)
        if (opened === null || problem !== null) throw refuse(problem ?? 'it has no letter')
        const answer: Letter = {
          for: 'answer',
          name: '',
          id: opened.letter.id,
          at: Date.now(),
          arg: 0,
          args: 1,
        }
        try {
          return enclose(await next({ ...input, args: opened.args }), answer)
        } catch (error) {
          throw sealError(error, answer)
        }
      },
    },
  })
  made.add(factory)
  return factory
}

function problemOf(letter: Letter | null, activityType: string): string | null {
  if (letter === null || letter.for !== 'activity') return 'it has no letter'
  if (letter.name !== activityType) return `it was sealed for the activity ${letter.name}`
  if (letter.at > Date.now() + AHEAD_MS)
    return `the clock of its workflow is ahead: ${new Date(letter.at).toISOString()}`
  return null
}

/** Tried again, since a clock may be wrong; the answer to it counts for nothing in any case. */
function refuse(why: string): ApplicationFailure {
  return ApplicationFailure.retryable(`${ERRORS.payload_unsealed.text}: ${why}`, 'payload_unsealed')
}

/** The SDK knows by its class whether an activity was cancelled, or ends later. */
function sealError(error: unknown, answer: Letter): unknown {
  const name = error instanceof Error ? error.name : ''
  if (error instanceof CancelledFailure || name === 'AbortError' || name === 'CompleteAsyncError')
    return error
  return Object.defineProperty(ensureApplicationFailure(error), LETTER, { value: answer, configurable: true })
}
