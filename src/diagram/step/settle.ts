/** How a task goes on after an effect. */

import type { JsonObject, Logic } from '../diagram.ts'
import type { Move, Outcome } from './effect.ts'
import { LogicFailed } from './interrupt.ts'
import { layAnswer } from './lay-answer.ts'
import { checkWay, goOn, goTo, moveOrFail } from './moves.ts'
import { type IndexedDiagram, nodeAt, type Place, type World } from './place.ts'

/**
 * Takes the step that an effect makes possible: its outcome laid over the data, and on to the next logic, to the target of the
 * guard, or to the error exit.
 *
 * @param place where `step` asked for the effect
 */
export function settle(diagram: IndexedDiagram, place: Place, outcome: Outcome, world: World): Move {
  const logic = nodeAt(diagram, place).logics[place.at] ?? null
  const move = moveOrFail(place, world, logic, () => {
    switch (outcome.kind) {
      case 'late':
        return goTo(place, outcome.to, world)
      case 'failed':
        throw new LogicFailed(outcome.failure)
      case 'done':
        return goOn(place, logic?.kind === 'copy' ? markCopy(place.data) : place.data)
      case 'came':
        return goOn(place, { ...place.data, ...outcome.data })
      case 'answered':
        return goOn(place, layAnswer(diagram, place, logic as Logic, outcome.answer, world))
      case 'changed':
        return goOn(place, changeData(place.data, outcome.set, outcome.remove))
      case 'taken':
        return goOn(place, {
          ...place.data,
          __queue_task_id__: outcome.taskId,
          __queue_task_data__: outcome.data,
        })
    }
  })
  return checkWay(diagram, place, move)
}

function markCopy(data: JsonObject): JsonObject {
  return { ...data, __conveyor_copy_task_result__: 'ok' }
}

function changeData(data: JsonObject, set: JsonObject, remove: readonly string[]): JsonObject {
  const kept = Object.entries(data).filter(([key]) => !remove.includes(key))
  return { ...Object.fromEntries(kept), ...set }
}
