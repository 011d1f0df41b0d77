import { expect, test } from 'vitest'
import { taskIdOf } from '../../src/process/ids/task-id.ts'
import { judgeHistory } from './invariants.ts'
import type { FoundOutcome } from './read-outcomes.ts'
import type { SentRequest } from './recording-client.ts'

const PROCESS = 'loan-approved'
const idOf = (key: string) => taskIdOf(PROCESS, key)

function sent(more: Partial<SentRequest>): SentRequest {
  return {
    process: PROCESS,
    key: null,
    body: '{"a":1}',
    status: 200,
    taskId: null,
    answer: '',
    durationMs: 1,
    ...more,
  }
}

function outcome(taskId: string, more: Partial<FoundOutcome> = {}): FoundOutcome {
  const workflowId = `${PROCESS}/t/${taskId}`
  return { kind: 'task', taskId, workflowId, runId: 'run', status: 'COMPLETED', data: { a: 1 }, ...more }
}

const one = { key: 'one', taskId: idOf('one') }

test('a history that keeps every promise has no violation', () => {
  const history = [
    sent(one),
    sent(one),
    sent({ ...one, status: null, taskId: null }),
    sent({ taskId: 'x1' }),
    sent({ taskId: 'x2' }),
    sent({ status: null }),
    sent({ status: 503 }),
    sent({ status: 422, body: '{"b":1}' }),
    sent({ status: 400, body: 'no json' }),
  ]
  const outcomes = [
    outcome(one.taskId),
    outcome('x1'),
    outcome('x2'),
    outcome('x3'),
    outcome('q1', { kind: 'quarantined', data: 'no json', code: 'json_invalid', key: null }),
    outcome('q2', { kind: 'quarantined', data: '{"b":1}', code: 'schema_mismatch', key: null }),
  ]
  expect(judgeHistory(history, outcomes)).toEqual([])
})

test.each<{ broken: string; history: SentRequest[]; outcomes: FoundOutcome[] }>([
  { broken: 'I1', history: [sent({ taskId: 'x1' })], outcomes: [] },
  {
    broken: 'I1',
    history: [sent({ taskId: 'x1' })],
    outcomes: [outcome('x1'), outcome('x1', { runId: '2' })],
  },
  { broken: 'I1', history: [sent({ taskId: 'x1' })], outcomes: [outcome('x1', { data: { a: 2 } })] },
  { broken: 'I2', history: [sent({ status: 422 })], outcomes: [outcome('x1')] },
  { broken: 'I2', history: [], outcomes: [outcome('x1')] },
  { broken: 'I3', history: [sent({ status: null })], outcomes: [outcome('x1'), outcome('x2')] },
  {
    broken: 'I3',
    history: [sent({ ...one, status: null, taskId: null })],
    outcomes: [outcome(one.taskId), outcome(one.taskId, { runId: '2' })],
  },
  {
    broken: 'I4',
    history: [sent(one)],
    outcomes: [outcome(one.taskId), outcome(one.taskId, { runId: '2' })],
  },
  { broken: 'I4', history: [sent(one), sent({ ...one, taskId: 'x' })], outcomes: [outcome(one.taskId)] },
  // Another body under the key is neither lost nor doubled, nor is another ref
  { broken: 'I4', history: [sent(one), sent({ ...one, body: '{"a":2}' })], outcomes: [outcome(one.taskId)] },
  {
    broken: 'I4',
    history: [sent(one), sent({ ...one, body: '{"a":2}' })],
    outcomes: [
      outcome(one.taskId),
      ...['e1', 'e2'].map((id) =>
        outcome(id, {
          kind: 'quarantined',
          code: 'delivery_key_reused',
          identity: one.taskId,
          data: '{"a":2}',
        }),
      ),
    ],
  },
  { broken: 'I4', history: [sent(one), sent({ ...one, ref: 'L1' })], outcomes: [outcome(one.taskId)] },
  { broken: 'I1', history: [sent({ status: 422 })], outcomes: [] },
  { broken: 'I5', history: [sent({ taskId: 'x1' }), sent({ taskId: 'x1' })], outcomes: [outcome('x1')] },
])(
  'a history that breaks $broken is told so: $history.length sent, $outcomes.length found',
  ({ broken, history, outcomes }) => {
    const violations = judgeHistory(history, outcomes)
    expect(violations.filter((text) => text.startsWith(`${broken}:`))).not.toEqual([])
  },
)
