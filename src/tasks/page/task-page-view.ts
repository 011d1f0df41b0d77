import { z } from 'zod'
import { saidView } from '../state/read-said.ts'
import { TASK_OUTCOMES } from '../task-outcome.ts'

const time = z.string().describe('ISO 8601, UTC')

export const failureView = z.object({
  message: z.string(),
  type: z.string().nullable(),
  failedNode: z
    .object({
      node: z.string(),
      tag: z.string(),
      kind: z.string(),
      httpCode: z.number().nullable(),
      answer: z.string().nullable(),
    })
    .nullable(),
})

const traceRow = z.object({
  node: z.string(),
  nodeId: z.string().optional().describe('Of an imported process: the id of the node there'),
  state: z
    .enum(['running', 'waiting', 'passed', 'failed', 'cancelled'])
    .describe('cancelled: the task was ended from outside while it was there'),
  startedAt: time,
  endedAt: time.nullable(),
  note: z.string().nullable(),
  durationMs: z.number().nullable().describe('Null while the task is there'),
  attempts: z.number().describe('Most tries of one activity of it; 1 where nothing was tried again'),
  error: z.string().nullable().describe('What its last try that failed said'),
})

/** What else came under the delivery key of a task. */
export const besideView = z.object({
  workflowId: z.string(),
  runId: z.string(),
  taskId: z.string().describe('Of an entry in quarantine: that of the entry'),
  kind: z.enum(['task', 'entry', 'record']),
})

/** Everything there is of one task. */
export const taskPage = z.object({
  workflowId: z.string(),
  runId: z.string(),
  firstRunId: z.string().describe('First run of the task: the same after a reset and after continue-as-new'),
  workflowType: z.string(),
  process: z.string().nullable(),
  taskId: z.string().nullable(),
  ref: z.string().nullable(),
  version: z.string().nullable().describe('Of an imported process: the one it runs; null: no worker told'),
  outcome: z.enum(TASK_OUTCOMES),
  said: saidView.describe('What the task says of itself'),
  status: z.string().describe("Temporal's word, e.g. RUNNING"),
  open: z.boolean(),
  startedAt: time,
  closedAt: time.nullable(),
  historyEvents: z.number(),
  taskQueue: z.string(),
  test: z.boolean().describe('Sent by Try it'),
  input: z.unknown().describe('Data of the task; null: not known'),
  delivery: z
    .object({
      key: z.string().nullable(),
      receivedAt: z.string(),
      method: z.string(),
      contentType: z.string().nullable(),
      format: z.string(),
    })
    .nullable(),
  result: z.unknown(),
  failure: failureView.nullable(),
  endedBy: z.string().nullable().describe('Who terminated it'),
  trace: z.array(traceRow).nullable(),
  traceFrom: z
    .enum(['worker', 'history'])
    .describe('history: no worker answered in time, so only what called out or waited is there'),
  diagram: z
    .object({
      nodes: z.array(
        z.object({
          id: z.string().describe('The same as in the diagram of the process'),
          title: z.string(),
          kind: z.enum(['start', 'step', 'wait', 'end']),
          within: z.string().nullable(),
          visits: z.number(),
          failed: z.number(),
        }),
      ),
      edges: z.array(z.object({ from: z.string(), to: z.string(), count: z.number() })),
    })
    .describe(
      'The nodes it visited and the ways it went; no ways with traceFrom history, which knows some nodes only',
    ),
  activities: z.array(
    z.object({
      node: z.string().nullable(),
      type: z.string(),
      state: z.enum(['running', 'passed', 'failed', 'cancelled']),
      attempts: z.number(),
      scheduledAt: time,
      endedAt: time.nullable(),
      error: z.string().nullable(),
    }),
  ),
  signals: z.array(z.object({ name: z.string(), at: time, by: z.string().nullable() })),
  beside: z.array(besideView).describe('What else came under its delivery key, a moment late'),
  historyComplete: z.boolean().describe('False: activities and signals are those of the beginning only'),
  waitingFor: z.array(
    z.object({
      node: z.string(),
      kind: z.enum(['callback', 'signal', 'other']),
      note: z.string().nullable(),
      since: time,
      until: time.nullable(),
      signal: z.string().nullable(),
      callbackUrl: z.string().nullable().describe('Operators and editors see it; it releases the node once'),
    }),
  ),
  pending: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      node: z.string().nullable(),
      state: z.string(),
      attempt: z.number(),
      maximumAttempts: z.number().describe('0: no end'),
      scheduledAt: time.nullable(),
      nextAttemptAt: time.nullable(),
      lastFailure: z.string().nullable(),
    }),
  ),
  stuck: z.string().nullable().describe('Why the process itself takes no step, in plain words'),
  runs: z.array(
    z.object({
      runId: z.string(),
      taskId: z.string().nullable(),
      status: z.string(),
      startedAt: time,
      closedAt: time.nullable(),
    }),
  ),
  memo: z.record(z.string(), z.unknown()),
  links: z.object({
    againOf: z.object({ workflowId: z.string(), runId: z.string() }).nullable(),
    again: z.array(z.object({ workflowId: z.string(), runId: z.string(), taskId: z.string() })),
  }),
  webUiUrl: z.string().nullable(),
  commands: z.object({
    show: z.string(),
    describe: z.string(),
    trace: z.string(),
    signal: z.array(z.string()),
    cancel: z.string(),
    terminate: z.string(),
    reset: z.string(),
    stack: z.string(),
  }),
})

export type TaskPage = z.output<typeof taskPage>
