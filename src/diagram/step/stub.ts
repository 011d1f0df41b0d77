/** A stub node answers in the place of what it would call (obj_type 4; facts: mpo-semantics 35). */

import type { DiagramNode, Logic } from '../diagram.ts'
import { holds } from '../language/index.ts'
import type { Move } from './effect.ts'
import { LogicFailed, take } from './interrupt.ts'
import { makeEffect, sentData } from './make-effect.ts'
import { tagPrefixOf } from './mark-failure.ts'
import { goOn } from './moves.ts'
import { type IndexedDiagram, type Place, scopeOf, type World } from './place.ts'

type MockedLogic = Extract<Logic, { kind: 'call' | 'api' | 'copy' | 'unsupported' }>

/** The logic, where a stub stands in for it: what goes to others, and what does not run here. */
export function findMocked({ kind, stub }: DiagramNode, logic: Logic): MockedLogic | null {
  if (kind !== 'stub' || stub.length === 0) return null
  const { kind: what } = logic
  return what === 'call' || what === 'api' || what === 'copy' || what === 'unsupported' ? logic : null
}

/** The reply of the first branch that fits what would be sent; none fits: the call fails. */
export function answerAsStub(
  logic: MockedLogic,
  node: DiagramNode,
  diagram: IndexedDiagram,
  place: Place,
  world: World,
): Move {
  // Nobody knows what a logic that does not run here would send: it might be all
  const sent = logic.kind === 'unsupported' ? place.data : sentData(logic, scopeOf(diagram, place, world))
  const scope = scopeOf(diagram, place, world, sent)
  const branch = node.stub.find((logics) => {
    const conditions = logics.filter((one): one is Extract<Logic, { kind: 'if' }> => one.kind === 'if')
    return conditions.every((one) => take(holds(one.conditions, scope), 'go_if_const'))
  })
  const reply = branch?.find((one): one is Extract<Logic, { kind: 'reply' }> => one.kind === 'reply')
  if (reply === undefined)
    throw new LogicFailed({
      type: 'software',
      tag: `${tagPrefixOf(logic)}_fatal_error`,
      description: 'No branch of the stub fits what would be sent',
    })
  const effect = makeEffect(reply, scope, null)
  const data = effect.kind === 'reply' ? effect.data : {}
  const stubbed = { ...data, __logic_stub_mode__: true }
  if (effect.kind === 'reply' && effect.exception !== null)
    throw new LogicFailed({
      type: 'software',
      tag: 'rpc_reply_exception',
      description: effect.exception,
      data: stubbed,
    })
  return goOn(place, { ...place.data, ...stubbed })
}
