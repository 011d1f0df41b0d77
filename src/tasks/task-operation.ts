/** What an operator does to one task, with the `temporal` command that does the same: for the CLI and the admin API. */
import { randomUUID } from 'node:crypto'
import {
  type Client,
  type WorkflowExecutionDescription,
  type WorkflowHandle,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client'
import { ERRORS } from '../errors/error-table.ts'
import { isStartnodeError, StartnodeError } from '../errors/startnode-error.ts'
import { believeUpdate } from '../temporal/codec/answers.ts'
import { explainTemporalError } from '../temporal/explain-temporal-error.ts'
import { grpcFailureOf } from '../temporal/grpc-failure.ts'
import { requireWorker } from '../temporal/require-worker.ts'
import { temporalCommand } from '../temporal/temporal-command.ts'
import { findResetPoint } from './find-reset-point.ts'
import { findWrites, type ResetWrite, tellWrite } from './find-writes.ts'
import { isTask } from './is-task.ts'
import { type Signer, signSignal } from './sign-signal.ts'
import { findTriable, tryNow } from './state/try-now.ts'

/** One thing to do to a task. `args`: one argument, or none. `reason` goes into the history. */
export type TaskAction =
  | { readonly kind: 'signal'; readonly name: string; readonly args: readonly [] | readonly [unknown] }
  | { readonly kind: 'update'; readonly name: string; readonly args: readonly [] | readonly [unknown] }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'terminate'; readonly reason: string }
  /** `node`: title as in the trace. `confirmed`: ids of writes that may be done again though they are not known any more. */
  | {
      readonly kind: 'resetTo'
      readonly node: string
      readonly reason: string
      readonly confirmed: readonly string[]
    }
  | { readonly kind: 'pause'; readonly reason: string }
  | { readonly kind: 'unpause'; readonly reason: string }
  /** An activity that waits for its next try makes it now. `activity`: its id; null: all that wait. */
  | { readonly kind: 'tryNow'; readonly activity: string | null }

/** Ready to be done. */
export interface TaskOperation {
  /** The `temporal` command that does the same. */
  readonly command: string
  /** What a reset would write again; of other operations empty. */
  readonly writes: readonly ResetWrite[]
  /**
   * Does it.
   *
   * @returns what to tell, the result of an Update, and the run that a reset made
   * @throws StartnodeError `task_refused`, `writes_unconfirmed`, `worker_missing`, `temporal_unreachable`
   */
  perform(): Promise<{ readonly said: string; readonly result?: unknown; readonly runId?: string }>
}

interface Parts {
  /** After `temporal workflow`, or after `temporal` where it begins with `activity`. */
  readonly name: string
  /** Its flags but for the ids. */
  readonly flags: readonly string[]
  readonly writes?: readonly ResetWrite[]
  readonly perform: TaskOperation['perform']
}

/** For a worker to be seen, ms. */
const WORKER_WITHIN_MS = 10_000

/**
 * Finds out what the operation is for this task; changes nothing yet.
 *
 * @param client its identity stands in the history as who did it
 * @param signer proves a decision that is signalled, and says whose it is
 * @throws StartnodeError `task_refused` for what is no task, or a node that it did not visit; `decider_differs`
 */
export async function prepareOperation(
  client: Client,
  handle: WorkflowHandle,
  action: TaskAction,
  signer: Signer,
): Promise<TaskOperation> {
  const task = await attemptOn('reading the task', () => handle.describe())
  // Of a record or an entry in quarantine, its delivery would become nothing, or two things.
  if (!isTask(task.workflowId, task.type))
    throw new StartnodeError('task_refused', `${task.workflowId} is no task but a ${task.type}`)
  // Always this run: a later one of the same ref is another task.
  const run = client.workflow.getHandle(task.workflowId, task.runId)
  const {
    name,
    flags,
    writes = [],
    perform,
  } = await attemptOn('reading the task', () => partsOf(client, run, task, action, signer))
  return {
    command: temporalCommand(name, task, flags),
    writes,
    perform: () => attemptOn(`${name} of the task`, perform),
  }
}

async function partsOf(
  client: Client,
  run: WorkflowHandle,
  task: WorkflowExecutionDescription,
  action: TaskAction,
  signer: Signer,
): Promise<Parts> {
  const { namespace, identity } = client.options
  const { workflowId, runId, taskQueue } = task
  const request = { namespace, identity, workflowId, runId, requestId: randomUUID() }
  switch (action.kind) {
    case 'signal': {
      const { name } = action
      const firstRunId = task.raw.workflowExecutionInfo?.firstRunId || runId
      const args = signSignal(name, action.args, { workflowId, firstRunId }, signer)
      return {
        name: 'signal',
        flags: ['--name', name, ...inputFlags(args)],
        perform: async () => {
          await run.signal(name, ...args)
          return { said: 'Signalled; whether the process takes it stands in the trace.' }
        },
      }
    }
    case 'update': {
      const { name, args } = action
      return {
        name: 'update execute',
        flags: ['--name', name, ...inputFlags(args)],
        perform: async () => {
          const purpose = 'to answer the update'
          await requireWorker(client.workflow, taskQueue, Date.now() + WORKER_WITHIN_MS, purpose)
          const result = await believeUpdate<unknown>(client.workflow, () =>
            args.length === 0
              ? run.executeUpdate<unknown, []>(name)
              : run.executeUpdate<unknown, [unknown]>(name, { args: [...args] }),
          )
          return { said: `Updated: ${JSON.stringify(result ?? null)}`, result: result ?? null }
        },
      }
    }
    case 'cancel':
      return {
        name: 'cancel',
        flags: [],
        perform: async () => {
          await run.cancel()
          return { said: 'Asked to cancel; the process may clean up first.' }
        },
      }
    case 'terminate':
      return {
        name: 'terminate',
        flags: ['--reason', action.reason],
        perform: async () => {
          await run.terminate(action.reason)
          return { said: 'Terminated.' }
        },
      }
    case 'resetTo': {
      const { node, reason, confirmed } = action
      const eventId = await findResetPoint(client, run, node)
      const writes = await findWrites(client, { workflowId, runId }, Number(eventId))
      return {
        name: 'reset',
        flags: ['--event-id', String(eventId), '--reason', reason],
        writes,
        perform: async () => {
          requireConfirmed(writes, confirmed)
          const made = await client.workflowService.resetWorkflowExecution({
            namespace,
            identity,
            reason,
            requestId: request.requestId,
            workflowExecution: { workflowId, runId },
            workflowTaskFinishEventId: eventId,
          })
          return { said: `Reset: it does '${node}' again, as run ${made.runId}.`, runId: made.runId }
        },
      }
    }
    case 'tryNow': {
      const ids = findTriable(task, action.activity)
      return {
        name: 'activity reset',
        // Temporal's own tool takes one; where several wait, it is run once for each
        flags: ['--activity-id', ids[0] as string],
        perform: async () => {
          await tryNow(client, { workflowId, runId }, ids)
          return { said: ids.length === 1 ? 'It is tried now.' : `${ids.length} activities are tried now.` }
        },
      }
    }
    case 'pause':
      return {
        name: 'pause',
        flags: ['--reason', action.reason],
        perform: async () => {
          await client.workflowService.pauseWorkflowExecution({ ...request, reason: action.reason })
          return { said: 'Paused; it takes no step until --unpause.' }
        },
      }
    case 'unpause':
      return {
        name: 'unpause',
        flags: ['--reason', action.reason],
        perform: async () => {
          await client.workflowService.unpauseWorkflowExecution({ ...request, reason: action.reason })
          return { said: 'It goes on.' }
        },
      }
  }
}

/** @throws StartnodeError `writes_unconfirmed` naming each write that is not covered and was not confirmed */
function requireConfirmed(writes: readonly ResetWrite[], confirmed: readonly string[]): void {
  const missing = writes.filter(({ covered, id }) => !covered && !confirmed.includes(id))
  if (missing.length === 0) return
  const problems = missing.map((write) => ({ path: '/confirm', message: `${write.id}: ${tellWrite(write)}` }))
  const which = problems.map(({ message }) => `\n  ${message}`).join('')
  throw new StartnodeError('writes_unconfirmed', `${ERRORS.writes_unconfirmed.text}${which}`, { problems })
}

function inputFlags(args: readonly unknown[]): string[] {
  return args.length === 0 ? [] : ['--input', JSON.stringify(args[0])]
}

/** What Temporal answers when it can be reached and will not. */
const REFUSALS: readonly string[] = [
  'NOT_FOUND',
  'INVALID_ARGUMENT',
  'FAILED_PRECONDITION',
  'UNIMPLEMENTED',
  'ALREADY_EXISTS',
]

/**
 * Calls Temporal about a task, and says in our words what went wrong.
 *
 * @param doing what is tried, e.g. `reading the task`
 * @throws StartnodeError `task_refused` where Temporal or the task will not, TemporalUnreachableError otherwise
 */
export async function attemptOn<T>(doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    const refused = (text: string) => new StartnodeError('task_refused', text, { cause: error })
    if (isStartnodeError(error)) throw error
    if (error instanceof WorkflowNotFoundError) throw refused('The task has ended')
    if (error instanceof WorkflowUpdateFailedError)
      throw refused(`The task refused the update: ${error.cause?.message ?? error.message}`)
    const failure = grpcFailureOf(error)
    if (failure && REFUSALS.includes(failure.code)) throw refused(`Temporal refused it: ${failure.details}`)
    throw explainTemporalError(error, doing)
  }
}
