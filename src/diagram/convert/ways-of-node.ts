import type { DiagramNode, Logic, Semaphor } from '../diagram.ts'
import { setCanFail } from './write-logic.ts'

/** What a task does in a node, in order, as `step` works it off; what it never comes to is left out. */
export interface NodeCourse {
  readonly node: DiagramNode
  /** Its logics up to the first `go`, without those. */
  readonly logics: readonly Exclude<Logic, { kind: 'go' }>[]
  /** How it leaves when no condition was met. */
  readonly leaves:
    | { readonly kind: 'go'; readonly to: string }
    /** After a time. */
    | { readonly kind: 'wait'; readonly guards: readonly TimeGuard[] }
    /** Never. */
    | { readonly kind: 'stand' }
    | { readonly kind: 'end' }
  /** Guards of what it waits for: a call, a callback. */
  readonly guards: readonly TimeGuard[]
  /** Where it may lead, each target once. */
  readonly targets: readonly string[]
}

export type TimeGuard = Extract<Semaphor, { readonly kind: 'time' }>

const WAITING: readonly Logic['kind'][] = ['api', 'call', 'callback', 'queue']
const isWay = ({ kind }: Logic) => kind === 'go' || kind === 'if'

/** @param node of the diagram, with its `go` last */
export function courseOf(node: DiagramNode): NodeCourse {
  const guards = earliestOf(node.semaphors.filter((one): one is TimeGuard => one.kind === 'time'))
  const logics = node.logics.filter((one): one is Exclude<Logic, { kind: 'go' }> => one.kind !== 'go')
  const go = node.logics.find((one) => one.kind === 'go')
  const leaves = leavesOf(node, guards, go?.to)
  const isWaiting = logics.some(({ kind }) => WAITING.includes(kind))
  const targets = [
    ...logics.flatMap((logic) => {
      // A block without conditions is never met
      if (logic.kind === 'if') return logic.conditions.length === 0 ? [] : [logic.to]
      return errorWayOf(logic) ?? []
    }),
    ...(isWaiting ? guards.map(({ to }) => to) : []),
    ...(leaves.kind === 'go' ? [leaves.to] : []),
    ...(leaves.kind === 'wait' ? leaves.guards.map(({ to }) => to) : []),
  ]
  return { node, logics, leaves, guards: isWaiting ? guards : [], targets: [...new Set(targets)] }
}

/** Of several guards with a number of seconds the first to fire counts; where one is a moment, nobody knows it beforehand. */
function earliestOf(guards: readonly TimeGuard[]): readonly TimeGuard[] {
  if (guards.some(({ value }) => !/^\d+(?:\.\d+)?$/.test(value))) return guards
  const first = Math.min(...guards.map(({ value }) => Number(value)))
  return guards.filter(({ value }) => Number(value) === first).slice(0, 1)
}

/** Where it leads when it fails; null: it can't, or the task ends there. */
export function errorWayOf(logic: Exclude<Logic, { kind: 'go' | 'if' }>): string | null {
  return logic.kind === 'set' && !setCanFail(logic.fields) ? null : logic.onError
}

function leavesOf(
  node: DiagramNode,
  guards: readonly TimeGuard[],
  to: string | undefined,
): NodeCourse['leaves'] {
  if (to !== undefined) {
    // A delay that was drawn with a `go` beside its time guard
    const isDelay = node.logics.every(isWay) && guards.some((guard) => guard.to === to)
    return isDelay ? { kind: 'wait', guards } : { kind: 'go', to }
  }
  if (node.kind === 'end') return { kind: 'end' }
  const waits = node.logics.findIndex(({ kind }) => kind === 'callback')
  if (waits >= 0 && node.logics.slice(waits + 1).every(isWay)) return { kind: 'go', to: node.id }
  return guards.length > 0 ? { kind: 'wait', guards } : { kind: 'stand' }
}
