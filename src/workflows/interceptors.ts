/**
 * Opens every task by itself: trace query, reply, current details, summaries, what goes along when it continues as new,
 * and a clear failure for a plain `throw`. The process needs no line for it. Workflows that take no task (settings,
 * quarantine) are left alone.
 */
import {
  ContinueAsNew,
  DeterminismViolationError,
  defineQuery,
  setHandler,
  type WorkflowInboundCallsInterceptor,
  type WorkflowInterceptorsFactory,
  type WorkflowOutboundCallsInterceptor,
} from '@temporalio/workflow'
import type { Task } from '../process/task.ts'
import { TRACE_QUERY, type TraceEntry } from '../process/trace.ts'
import { carry } from './nodes/run/carry.ts'
import { cutSummary } from './nodes/run/cut-summary.ts'
import { failureOf } from './nodes/run/failure-of.ts'
import { placeOf } from './nodes/run/place-of.ts'
import { position } from './nodes/run/position.ts'
import { answerReplyUpdates, withReply } from './nodes/run/reply-update.ts'
import { showFailure, showOutcome, showState } from './nodes/run/show-state.ts'
import { openTaskRun, type TaskRun } from './nodes/run/task-run.ts'
import { listenToRetries, scheduleWatched } from './nodes/run/watch-retries.ts'

function isTask(value: unknown): value is Task {
  if (typeof value !== 'object' || value === null) return false
  return ['process', 'taskId', 'data', 'delivery'].every((field) => field in value)
}

/** State of the run lives in this closure: the factory is called once per run. */
function createInbound(): WorkflowInboundCallsInterceptor {
  let run: TaskRun | null = null

  async function within<T>(work: () => Promise<T>): Promise<T> {
    const opened = run
    if (opened === null) return await work()
    try {
      return await position.run({ run: opened, visit: null }, work)
    } catch (error) {
      throw failureOf(opened, error)
    }
  }

  return {
    async execute(input, next) {
      const [task] = input.args
      if (!isTask(task)) return within(() => next(input))
      const opened = openTaskRun(task)
      const { carried: _, ...plain } = task as Task & { carried?: unknown }
      run = opened
      setHandler(defineQuery<TraceEntry[]>(TRACE_QUERY), () => opened.visits.map((visit) => ({ ...visit })))
      listenToRetries(opened)
      const replies = answerReplyUpdates(opened)
      try {
        const result = await within(() => next({ ...input, args: [plain, ...input.args.slice(1)] }))
        await replies.end('done')
        showOutcome(opened, result)
        return withReply(result, opened)
      } catch (error) {
        const goesOn = error instanceof ContinueAsNew
        await replies.end(goesOn ? 'continued' : 'failed')
        // A determinism violation fails the workflow task, and not the run.
        if (!goesOn && !(error instanceof DeterminismViolationError)) showFailure(opened, error)
        throw error
      }
    },
    handleSignal: (input, next) => within(() => next(input)),
    handleUpdate: (input, next) => within(() => next(input)),
  }
}

/** Adds the title of the node as summary, unless the process gave one. */
function withSummary<Options extends { readonly summary?: string }>(options: Options): Options {
  const summary = options.summary ?? position.getStore()?.visit?.node
  return summary === undefined ? options : { ...options, summary: cutSummary(summary) }
}

function placeNow(): string | null {
  const visit = position.getStore()?.visit
  return visit ? placeOf(visit) : null
}

/** A wait that is over is told with the next thing the task does. */
function showStateNow(): void {
  const shown = position.getStore()?.run.shown
  if (shown) showState(shown)
}

const outbound: WorkflowOutboundCallsInterceptor = {
  scheduleActivity: (input, next) =>
    scheduleWatched({ ...input, options: withSummary(input.options) }, next, placeNow()),
  scheduleLocalActivity: (input, next) => next({ ...input, options: withSummary(input.options) }),
  async continueAsNew(input, next) {
    const run = position.getStore()?.run
    const [task, ...rest] = input.args
    // Another task is not ours to carry anything to.
    if (!run || !isTask(task) || task.taskId !== run.taskId) return next(input)
    return next({ ...input, args: [carry(run, task), ...rest] })
  },
  startTimer(input, next) {
    showStateNow()
    return next({ ...input, options: withSummary(input.options ?? {}) })
  },
  startChildWorkflowExecution(input, next) {
    showStateNow()
    return next(input)
  },
  signalWorkflow(input, next) {
    showStateNow()
    return next(input)
  },
}

export const interceptors: WorkflowInterceptorsFactory = () => ({
  inbound: [createInbound()],
  outbound: [outbound],
})
