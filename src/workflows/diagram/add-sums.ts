import type { Effect, Outcome } from '../../diagram/step/effect.ts'
import { isDecimal } from '../../process/decimal.ts'
import { sumNameOf } from '../../process/diagram/diagram-names.ts'
import { nextOperationKey } from '../nodes/calls/operation-key.ts'
import { type DiagramRun, shared } from './diagram-run.ts'

/** Adds to the sums of a node, exactly once each; what is no number adds nothing (facts: mpo-semantics 42). */
export async function addSums(run: DiagramRun, { sums }: Extract<Effect, { kind: 'sum' }>): Promise<Outcome> {
  const key = nextOperationKey()
  const { process } = run.task
  await Promise.all(
    sums
      .filter(({ amount }) => isDecimal(amount))
      .map(({ id, amount }) => shared.sum(sumNameOf(process, run.place.node, id), `${key}/${id}`, amount)),
  )
  return { kind: 'done' }
}
