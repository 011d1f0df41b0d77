/**
 * Judges a recorded history against what Temporal holds afterwards (invariants I1 to I5):
 *
 * - I1 every 2xx has exactly one outcome, and its input equals JSON.parse of the sent bytes
 * - I2 no process workflow exists that no accepted request accounts for (so none for a 4xx)
 * - I3 a request of which nothing is known (reset, time-out, 5xx) has at most one outcome
 * - I4 any number of requests with one delivery key has one outcome, and every answer names it
 * - I5 equal bodies without a key are deliveries of their own
 */
import { isDeepStrictEqual } from 'node:util'
import { taskIdOf } from '../../src/process/ids/task-id.ts'
import type { FoundOutcome } from './read-outcomes.ts'
import type { SentRequest } from './recording-client.ts'

/** @returns every violation in plain words; empty: the promises held */
export function judgeHistory(sent: readonly SentRequest[], outcomes: readonly FoundOutcome[]): string[] {
  const violations: string[] = []
  const byTaskId = groupBy(outcomes, ({ taskId }) => taskId)
  const claimed = new Set<string>()

  for (const [taskId, requests] of groupBy(sent.filter(isAccepted), (one) => one.taskId as string)) {
    claimed.add(taskId)
    const keyed = requests[0]?.key !== null
    if (!keyed && requests.length > 1)
      violations.push(
        `I5: ${requests.length} requests without a key were answered with the same task ${taskId}`,
      )
    if (requests.some(({ key }) => key !== requests[0]?.key))
      violations.push(`I4: different delivery keys were answered with the same task ${taskId}`)
    const found = byTaskId.get(taskId) ?? []
    if (found.length !== 1)
      violations.push(
        `${keyed ? 'I4' : 'I1'}: ${describe(requests[0])} has ${found.length} outcomes${found.length > 1 ? `: ${found.map(({ workflowId, runId }) => `${workflowId} ${runId}`).join(', ')}` : ''}`,
      )
    for (const outcome of found) {
      if (!requests.some((one) => isSameBody(one, outcome)))
        violations.push(`I1: ${outcome.workflowId} has another input than was sent`)
    }
  }

  for (const [key, requests] of groupBy(sent.filter(hasKey), (one) => `${one.process} ${one.key}`)) {
    const ids = new Set(requests.filter(isAccepted).map(({ taskId }) => taskId))
    if (ids.size > 1) violations.push(`I4: the delivery key '${key}' was answered with ${ids.size} tasks`)
    const { process, key: deliveryKey } = requests[0] as SentRequest
    const taskId = taskIdOf(process, deliveryKey)
    if (!requests.some(isUnknown) || claimed.has(taskId)) continue
    claimed.add(taskId)
    const found = byTaskId.get(taskId)?.length ?? 0
    if (found > 1) violations.push(`I3: the unknown delivery key '${key}' has ${found} outcomes`)
  }

  const unknown = sent.filter((one) => one.key === null && isUnknown(one))
  // An authentic body that was refused is kept in quarantine: right, and no process workflow
  const refused = new Set(sent.filter(isRefused).map(({ body }) => body))
  const strays = outcomes.filter(
    ({ taskId, kind, data }) =>
      !claimed.has(taskId) && !(kind === 'quarantined' && refused.has(data as string)),
  )
  const unknownLeft = new Map<string, number>()
  for (const { body } of unknown) unknownLeft.set(body, (unknownLeft.get(body) ?? 0) + 1)
  for (const stray of strays) {
    const body = [...unknownLeft].find(
      ([text, left]) => left > 0 && isDeepStrictEqual(parse(text), stray.data),
    )?.[0]
    if (body !== undefined) unknownLeft.set(body, (unknownLeft.get(body) as number) - 1)
    else if (unknown.some((one) => isSameBody(one, stray)))
      violations.push(`I3: an unknown request has more than one outcome: ${stray.workflowId}`)
    else violations.push(`I2: ${stray.workflowId} belongs to no accepted request`)
  }
  return violations
}

const isAccepted = ({ status }: SentRequest) => status !== null && status >= 200 && status < 300
const isUnknown = ({ status }: SentRequest) => status === null || status >= 500
const isRefused = ({ status }: SentRequest) => status !== null && status >= 400 && status < 500
const hasKey = ({ key }: SentRequest) => key !== null

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const value of values) {
    const group = groups.get(keyOf(value))
    if (group) group.push(value)
    else groups.set(keyOf(value), [value])
  }
  return groups
}

function isSameBody(one: SentRequest, outcome: FoundOutcome): boolean {
  if (outcome.kind === 'signalled') return true
  return outcome.kind === 'quarantined' && typeof outcome.data === 'string'
    ? one.body === outcome.data
    : isDeepStrictEqual(parse(one.body), outcome.data)
}

/** A body that is no JSON can only be equal to itself. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function describe(one: SentRequest | undefined): string {
  return one?.key == null
    ? `the accepted task ${one?.taskId}`
    : `the delivery key '${one.process} ${one.key}'`
}
