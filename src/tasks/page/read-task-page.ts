/** Everything there is of one run of a task, for the page of a person who looks after it. */
import type { Client, WorkflowExecutionDescription } from '@temporalio/client'
import { DATA_QUERY, type TaskData } from '../../process/diagram/diagram-task.ts'
import { isTestKey } from '../../process/ids/test-key.ts'
import { CANCELLED, TRACE_QUERY, type TraceEntry, wasCancelled } from '../../process/trace.ts'
import { MPO_PROCESS, MPO_REF, MPO_TASK_ID } from '../../temporal/search-attributes.ts'
import type { RunOf } from '../../temporal/temporal-command.ts'
import { withinDeadline } from '../../temporal/within-deadline.ts'
import { asTask } from '../read-argument.ts'
import { AGAIN_OF, findAgain } from '../run-again.ts'
import { readSaid } from '../state/read-said.ts'
import { taskOutcomeOf } from '../task-outcome.ts'
import { quote } from '../visibility-query.ts'
import { isById, mergeById } from './merge-by-id.ts'
import { mergeTraces } from './merge-traces.ts'
import { readPending } from './read-pending.ts'
import { type ActivityView, type RunHistory, readRunHistory } from './read-run-history.ts'
import type { TaskPage } from './task-page-view.ts'

/** What the page has but for what depends on who looks. */
export type TaskFacts = Omit<TaskPage, 'waitingFor' | 'webUiUrl' | 'commands' | 'beside'>

/** A query waits for a worker to replay; without one it must not hold the page up, ms. */
const TRACE_WITHIN_MS = 3_000
/** Whether Temporal answers at all is known before a person gives up, ms. */
const FIRST_WITHIN_MS = 4_000
const RUNS_SHOWN = 20
/** A workflow task that fails is tried again for ever: after this many tries somebody should look. */
const STUCK_AFTER = 3
const ENDED_BEFORE_ITS_END = new Set(['FAILED', 'TERMINATED', 'TIMED_OUT', 'CANCELLED'])

/**
 * @param runId undefined: the latest run
 * @param isAgain it was read a moment ago and ended meanwhile
 * @throws WorkflowNotFoundError
 */
export async function readTaskPage(
  client: Client,
  workflowId: string,
  runId: string | undefined,
  isAgain = false,
): Promise<TaskFacts> {
  const run = await withinDeadline(client, Date.now() + FIRST_WITHIN_MS, () =>
    client.workflow.getHandle(workflowId, runId).describe(),
  )
  const of = { workflowId, runId: run.runId }
  const open = run.closeTime === undefined
  const [history, asked, runs, pending] = await Promise.all([
    readRunHistory(client, of, !open),
    askTrace(client, of),
    listRuns(client, workflowId),
    readPending(client, run),
  ])
  // It ended between two of these answers: each part of the page is to tell of the same moment
  if (open && history.ends && !isAgain) return readTaskPage(client, workflowId, run.runId, true)
  const task = asTask(history.argument)
  const memo = run.memo ?? {}
  const refInId = run.typedSearchAttributes.get(MPO_REF) ?? null
  const outcome = taskOutcomeOf(run.type, run.status.name)
  const again =
    task !== null && outcome === 'task' && !open ? await findAgain(client, { ...of, task, refInId }) : []
  const trace = asked ?? traceOfHistory(history)
  const traced = [{ trace, ended: run.status.name === 'COMPLETED' }]
  const isImported = isById(traced)
  const { nodes, edges } = isImported ? mergeById(traced) : mergeTraces(traced)
  return {
    ...of,
    firstRunId: run.raw.workflowExecutionInfo?.firstRunId || run.runId,
    workflowType: run.type,
    process: run.typedSearchAttributes.get(MPO_PROCESS) ?? task?.process ?? null,
    taskId: run.typedSearchAttributes.get(MPO_TASK_ID) ?? task?.taskId ?? null,
    ref: task?.ref ?? refInId,
    version: isImported ? await askVersion(client, of) : null,
    outcome,
    said: readSaid(run),
    status: run.status.name,
    open,
    startedAt: run.startTime.toISOString(),
    closedAt: run.closeTime?.toISOString() ?? null,
    historyEvents: run.historyLength,
    taskQueue: run.taskQueue,
    test: isTestKey(task?.delivery?.key),
    input: task?.data ?? null,
    delivery: task?.delivery ?? null,
    result: history.result,
    failure: history.failure,
    endedBy: history.endedBy,
    trace: trace.map((entry) => enrich(endWith(entry, run), history.activities)),
    traceFrom: asked === null ? 'history' : 'worker',
    // A history tells not what the task did between two calls, so no way between them is known
    diagram: { nodes: [...nodes], edges: asked === null ? [] : [...edges] },
    activities: [...history.activities],
    signals: [...history.signals],
    historyComplete: history.complete,
    pending: pending.map((one) => ({
      ...one,
      node:
        history.activities.find(({ state, type }) => state === 'running' && type === one.type)?.node ?? null,
    })),
    stuck: explainStuck(run),
    runs: asDescribed(runs, run),
    memo,
    links: { againOf: readAgainOf(memo), again },
  }
}

/** The list of runs is a moment behind what Temporal says of the run itself. */
function asDescribed(runs: TaskFacts['runs'], run: WorkflowExecutionDescription): TaskFacts['runs'] {
  const of = {
    status: run.status.name,
    closedAt: run.closeTime?.toISOString() ?? null,
  }
  return runs.map((one) => (one.runId === run.runId ? { ...one, ...of } : one))
}

async function askTrace(client: Client, { workflowId, runId }: RunOf): Promise<readonly TraceEntry[] | null> {
  try {
    return await client.withDeadline(Date.now() + TRACE_WITHIN_MS, () =>
      client.workflow.getHandle(workflowId, runId).query<TraceEntry[]>(TRACE_QUERY),
    )
  } catch {
    return null
  }
}

async function askVersion(client: Client, { workflowId, runId }: RunOf): Promise<string | null> {
  try {
    const { version } = await client.withDeadline(Date.now() + TRACE_WITHIN_MS, () =>
      client.workflow.getHandle(workflowId, runId).query<TaskData>(DATA_QUERY),
    )
    return version
  } catch {
    return null
  }
}

/** What activities tell where no worker can: an old version may be gone. */
function traceOfHistory({ activities }: RunHistory): TraceEntry[] {
  return activities.map(({ node, type, state, scheduledAt, endedAt, error }) => ({
    node: node ?? type,
    state: state === 'cancelled' ? 'failed' : state,
    startedAt: scheduledAt,
    endedAt,
    note: state === 'cancelled' ? 'Cancelled' : error,
  }))
}

/** A worker that replays a task that was ended from outside, or failed elsewhere, still finds it waiting there. */
function endWith(entry: TraceEntry, { status, closeTime }: WorkflowExecutionDescription): TraceEntry {
  const isThere = entry.state === 'running' || entry.state === 'waiting'
  if (closeTime === undefined || !isThere || !ENDED_BEFORE_ITS_END.has(status.name)) return entry
  return { ...entry, state: 'failed', note: CANCELLED, endedAt: closeTime.toISOString() }
}

/** Adds what the activities of a visit say: those of its node, scheduled while the task was there. */
function enrich(entry: TraceEntry, activities: readonly ActivityView[]) {
  const { node, nodeId, state, startedAt, endedAt, note } = entry
  const end = endedAt === null ? Number.POSITIVE_INFINITY : Date.parse(endedAt)
  const own = activities.filter(
    (one) =>
      one.node === node &&
      Date.parse(one.scheduledAt) >= Date.parse(startedAt) &&
      Date.parse(one.scheduledAt) <= end,
  )
  return {
    ...{ node, state: wasCancelled(entry) ? ('cancelled' as const) : state, startedAt, endedAt, note },
    ...(nodeId === undefined ? {} : { nodeId }),
    durationMs: endedAt === null ? null : end - Date.parse(startedAt),
    attempts: Math.max(1, ...own.map(({ attempts }) => attempts)),
    error: own.findLast(({ error }) => error !== null)?.error ?? null,
  }
}

function explainStuck({ raw }: WorkflowExecutionDescription): string | null {
  const tries = raw.pendingWorkflowTask?.attempt ?? 0
  if (tries < STUCK_AFTER) return null
  return `A worker failed ${tries - 1} times to take its next step: look into the log of the worker, or at the last WorkflowTaskFailed of its history`
}

async function listRuns(client: Client, workflowId: string): Promise<TaskFacts['runs']> {
  const runs: TaskFacts['runs'] = []
  try {
    const query = `WorkflowId = ${quote(workflowId)}`
    for await (const run of client.workflow.list({ query, pageSize: RUNS_SHOWN })) {
      runs.push({
        runId: run.runId,
        taskId: run.typedSearchAttributes.get(MPO_TASK_ID) ?? null,
        status: run.status.name,
        startedAt: run.startTime.toISOString(),
        closedAt: run.closeTime?.toISOString() ?? null,
      })
      if (runs.length === RUNS_SHOWN) break
    }
  } catch {
    // The list is an extra: without visibility the page is still worth something.
  }
  return runs
}

function readAgainOf(memo: Readonly<Record<string, unknown>>): RunOf | null {
  const { workflowId, runId } = (memo[AGAIN_OF] ?? {}) as Partial<RunOf>
  return typeof workflowId === 'string' && typeof runId === 'string' ? { workflowId, runId } : null
}
