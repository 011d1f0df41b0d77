/**
 * Judges a recorded history against what Temporal holds afterwards (invariants I1 to I5, by identity and body):
 *
 * - I1 every accepted body has exactly one outcome, and its input is what was sent; every body that was refused and kept
 *   has exactly one entry
 * - I2 nothing exists that no request accounts for
 * - I3 a body of which nothing is known (reset, time-out, 5xx) has at most one outcome
 * - I4 any number of requests with one identity (process, delivery key, ref) and body has one outcome; every answer names
 *   the task id of its identity; one body of an identity is its task, signal or entry, each other one an entry beside it
 * - I5 equal bodies without a key are deliveries of their own
 */
import { isDeepStrictEqual } from 'node:util'
import { taskIdOf } from '../../src/process/ids/task-id.ts'
import type { FoundOutcome } from './read-outcomes.ts'
import type { SentRequest } from './recording-client.ts'

/** @returns every violation in plain words; empty: the promises held */
export function judgeHistory(sent: readonly SentRequest[], outcomes: readonly FoundOutcome[]): string[] {
  const strays = new Set(outcomes)
  const found = group(outcomes)
  const take = (of: readonly FoundOutcome[]) => {
    for (const one of of) strays.delete(one)
  }
  return [
    ...judgeKeyed(sent, found, take),
    ...judgeKeyless(sent, found, take),
    ...judgeRefused(sent, outcomes, take),
    ...judgeStrays(sent, strays),
  ]
}

interface Found {
  /** Tasks, signals, and entries of a ref in use, by task id. */
  readonly holders: ReadonlyMap<string, FoundOutcome[]>
  /** Entries of other bodies, by task id of the first. */
  readonly reused: ReadonlyMap<string, FoundOutcome[]>
}

type Take = (of: readonly FoundOutcome[]) => void

function group(outcomes: readonly FoundOutcome[]): Found {
  const holders = outcomes.filter(({ kind, code }) => kind !== 'quarantined' || code === 'not_unical_ref')
  const reused = outcomes.filter(({ code }) => code === 'delivery_key_reused')
  return {
    holders: groupBy(holders, ({ taskId }) => taskId),
    reused: groupBy(reused, ({ identity }) => identity ?? ''),
  }
}

function judgeKeyed(sent: readonly SentRequest[], { holders, reused }: Found, take: Take): string[] {
  const violations: string[] = []
  const keyed = sent.filter((one) => one.key !== null && !isRefused(one))
  for (const [identity, requests] of groupBy(keyed, nameOf)) {
    const { process, key, ref = null } = requests[0] as SentRequest
    const taskId = taskIdOf(process, key, ref)
    const answered = new Set(requests.filter(isAccepted).map((one) => one.taskId))
    if ([...answered].some((id) => id !== taskId))
      violations.push(`I4: ${identity} was answered with ${[...answered].join(', ')}, not ${taskId}`)
    const held = holders.get(taskId) ?? []
    if (held.length > 1) violations.push(`I4: ${identity} has ${held.length} outcomes: ${list(held)}`)
    for (const outcome of held)
      if (!requests.some((one) => isSameBody(one, outcome)))
        violations.push(`I1: ${outcome.workflowId} has another input than was sent`)
    const all = [...held, ...(reused.get(taskId) ?? [])]
    for (const [body, same] of groupBy(requests, (one) => one.body)) {
      const its = all.filter((outcome) => isSameBody(same[0] as SentRequest, outcome))
      const rule = same.some((one) => isAccepted(one) || isOtherBody(one)) ? 'I4' : 'I3'
      if (its.length > 1 || (rule === 'I4' && its.length === 0))
        violations.push(`${rule}: ${identity} ${body} has ${its.length} outcomes: ${list(its)}`)
    }
    take(all)
  }
  return violations
}

function judgeKeyless(sent: readonly SentRequest[], { holders }: Found, take: Take): string[] {
  const violations: string[] = []
  const accepted = sent.filter((one) => one.key === null && isAccepted(one))
  for (const [taskId, requests] of groupBy(accepted, (one) => one.taskId as string)) {
    if (requests.length > 1)
      violations.push(`I5: ${requests.length} requests without a key were answered with ${taskId}`)
    const held = holders.get(taskId) ?? []
    if (held.length !== 1) violations.push(`I1: ${taskId} has ${held.length} outcomes: ${list(held)}`)
    for (const outcome of held)
      if (!requests.some((one) => isSameBody(one, outcome)))
        violations.push(`I1: ${outcome.workflowId} has another input than was sent`)
    take(held)
  }
  return violations
}

/** What is refused is kept, once for each key and body. */
function judgeRefused(sent: readonly SentRequest[], outcomes: readonly FoundOutcome[], take: Take): string[] {
  const violations: string[] = []
  const bad = groupBy(sent.filter(isKept), (one) => `${one.process} ${one.key} ${one.body}`)
  for (const [name, requests] of bad) {
    const { process, key, body } = requests[0] as SentRequest
    const entries = outcomes.filter(
      (one) =>
        one.kind === 'quarantined' &&
        one.code !== 'not_unical_ref' &&
        one.code !== 'delivery_key_reused' &&
        one.workflowId.startsWith(`${process}/`) &&
        (one.key ?? null) === key &&
        one.data === body,
    )
    if (entries.length !== 1)
      violations.push(`I1: the refused ${name} has ${entries.length} entries: ${list(entries)}`)
    take(entries)
  }
  return violations
}

/** What is left may be of requests without an answer: one each. */
function judgeStrays(sent: readonly SentRequest[], strays: ReadonlySet<FoundOutcome>): string[] {
  const violations: string[] = []
  const unknown = sent.filter(isUnknown)
  const left = [...unknown]
  for (const stray of strays) {
    const isIts = (one: SentRequest) =>
      stray.workflowId.startsWith(`${one.process}/`) && isSameBody(one, stray) && mayBeOf(one, stray)
    const at = left.findIndex(isIts)
    if (at >= 0) left.splice(at, 1)
    else if (unknown.some(isIts))
      violations.push(`I3: an unknown request has more than one outcome: ${stray.workflowId}`)
    else violations.push(`I2: ${stray.workflowId} belongs to no accepted request`)
  }
  return violations
}

/** Of one with a key only its refused body can be left; what it became otherwise is judged by its identity. */
function mayBeOf({ key }: SentRequest, stray: FoundOutcome): boolean {
  return key === null || (stray.kind === 'quarantined' && stray.key === key)
}

const isAccepted = ({ status }: SentRequest) => status !== null && status >= 200 && status < 300
const isUnknown = ({ status }: SentRequest) => status === null || status >= 500
/** A caller that waits is told 422; the body is kept beside the first one, as when nobody waits. */
const isOtherBody = ({ status, answer }: SentRequest) =>
  status === 422 && answer.includes('"code":"delivery_key_reused"')
const isRefused = (one: SentRequest) =>
  one.status !== null && one.status >= 400 && one.status < 500 && !isOtherBody(one)
const isKept = (one: SentRequest) => one.status === 400 || (one.status === 422 && !isOtherBody(one))
const nameOf = ({ process, key, ref = null }: SentRequest) => `${process} key '${key}' ref '${ref}'`
const list = (outcomes: readonly FoundOutcome[]) =>
  outcomes.map(({ workflowId, runId, code = '' }) => `${workflowId} ${runId} ${code}`).join(', ')

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const value of values) {
    const key = keyOf(value)
    const of = groups.get(key)
    if (of) of.push(value)
    else groups.set(key, [value])
  }
  return groups
}

function isSameBody({ body }: SentRequest, { kind, data }: FoundOutcome): boolean {
  if (kind === 'quarantined' && typeof data === 'string') return body === data
  return isDeepStrictEqual(parse(body), data)
}

/** A body that is no JSON can only be equal to itself. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
