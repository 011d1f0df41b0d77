/** What may come of an effect of a diagram: all that whoever carries it out can say. */
import type { JsonObject } from '../../../src/diagram/diagram.ts'
import type { Effect, LogicFailure, Outcome } from '../../../src/diagram/step/effect.ts'

/** The effect goes well; null: nobody but time moves it, and it has none. */
export function goWell(effect: Effect, body: JsonObject = { id: 7 }): Outcome | null {
  switch (effect.kind) {
    case 'stand':
    case 'queue':
      return effect.guard === null ? null : { kind: 'late', to: effect.guard.to }
    case 'callback':
    case 'call':
      return { kind: 'came', data: body }
    case 'api':
      return {
        kind: 'answered',
        answer: { status: 200, headers: { 'content-type': 'application/json' }, body },
      }
    case 'code':
      return { kind: 'changed', set: body, remove: [] }
    case 'take':
      return { kind: 'taken', taskId: 'f00000000000000000000002', data: body }
    default:
      return { kind: 'done' }
  }
}

/** The effect fails; what only stands can't. */
export function goWrong(effect: Effect, failure: LogicFailure): Outcome | null {
  return effect.kind === 'stand' ? goWell(effect) : { kind: 'failed', failure }
}
