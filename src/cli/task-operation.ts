/** What an operator does to one task, with the `temporal` command that does the same. */
import { randomUUID } from 'node:crypto'
import {
  type Client,
  type WorkflowExecutionDescription,
  type WorkflowHandle,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client'
import { taskOutcomeOf } from '../admin/task-outcome.ts'
import { isStartnodeError, StartnodeError } from '../errors/startnode-error.ts'
import { explainTemporalError } from '../temporal/explain-temporal-error.ts'
import { grpcFailureOf } from '../temporal/grpc-failure.ts'
import { requireWorker } from '../temporal/require-worker.ts'
import { cliActor } from './change-options.ts'
import { findResetPoint } from './find-reset-point.ts'
import { shellWord } from './shell-word.ts'

/** Options of `startnode task`; at most one of the first seven. */
export interface TaskOperationOptions {
  readonly signal?: string
  readonly update?: string
  readonly cancel?: boolean
  readonly terminate?: boolean
  /** Title of the node. */
  readonly resetTo?: string
  readonly pause?: boolean
  readonly unpause?: boolean
  /** JSON, of `signal` and `update`. */
  readonly input?: string
  /** Of `terminate`, `resetTo`, `pause` and `unpause`. */
  readonly reason?: string
}

/** Ready to be done. */
export interface TaskOperation {
  /** The `temporal` command that does the same. */
  readonly command: string
  /**
   * Does it.
   *
   * @returns what to tell, and the result of an Update
   * @throws StartnodeError `task_refused`, `worker_missing`, `temporal_unreachable`
   */
  perform(): Promise<{ readonly said: string; readonly result?: unknown }>
}

interface Parts {
  /** After `temporal workflow`. */
  readonly name: string
  /** Its flags but for the ids. */
  readonly flags: readonly string[]
  readonly perform: TaskOperation['perform']
}

const KINDS = ['signal', 'update', 'cancel', 'terminate', 'resetTo', 'pause', 'unpause'] as const
const WITH_INPUT: readonly string[] = ['signal', 'update']
const WITH_REASON: readonly string[] = ['terminate', 'resetTo', 'pause', 'unpause']
/** For a worker to be seen, ms. */
const WORKER_WITHIN_MS = 10_000

/**
 * Which operation is asked for; null: none.
 *
 * @throws StartnodeError `usage` when the options do not go together
 */
export function operationOf(options: TaskOperationOptions): (typeof KINDS)[number] | null {
  const [kind = null, ...others] = KINDS.filter((name) => options[name] !== undefined)
  if (others.length > 0) throw new StartnodeError('usage', 'One operation at a time')
  if (options.input !== undefined && !WITH_INPUT.includes(kind ?? ''))
    throw new StartnodeError('usage', '--input goes with --signal or --update')
  if (options.reason !== undefined && !WITH_REASON.includes(kind ?? ''))
    throw new StartnodeError('usage', '--reason goes with --terminate, --reset-to, --pause or --unpause')
  return kind
}

/**
 * Finds out what the operation is for this task; changes nothing yet.
 *
 * @throws StartnodeError `task_refused` for what is no task, or a node that it did not visit; `usage`
 */
export async function prepareOperation(
  client: Client,
  handle: WorkflowHandle,
  kind: (typeof KINDS)[number],
  options: TaskOperationOptions,
): Promise<TaskOperation> {
  const task = await attempt('reading the task', () => handle.describe())
  // Its delivery would become nothing, or two things.
  if (taskOutcomeOf(task.type, task.status.name) !== 'task')
    throw new StartnodeError('task_refused', `${task.workflowId} is no task but a ${task.type}`)
  // Always this run: a later one of the same ref is another task.
  const run = client.workflow.getHandle(task.workflowId, task.runId)
  const { name, flags, perform } = await attempt('reading the task', () =>
    partsOf(client, run, task, kind, options),
  )
  const words = [...name.split(' '), '--workflow-id', task.workflowId, '--run-id', task.runId, ...flags]
  return {
    command: ['temporal', 'workflow', ...words].map(shellWord).join(' '),
    perform: () => attempt(`${name} of the task`, perform),
  }
}

async function partsOf(
  client: Client,
  run: WorkflowHandle,
  task: WorkflowExecutionDescription,
  kind: (typeof KINDS)[number],
  options: TaskOperationOptions,
): Promise<Parts> {
  const { signal = '', update = '', resetTo = '', reason = `by ${cliActor()}` } = options
  const because = ['--reason', reason]
  const args = readInput(options.input)
  const input = options.input === undefined ? [] : ['--input', options.input]
  const { namespace, identity } = client.options
  const { workflowId, runId, taskQueue } = task
  const request = { namespace, identity, workflowId, runId, reason, requestId: randomUUID() }
  switch (kind) {
    case 'signal':
      return {
        name: 'signal',
        flags: ['--name', signal, ...input],
        perform: async () => {
          await run.signal(signal, ...args)
          return { said: 'Signalled; whether the process takes it stands in the trace.' }
        },
      }
    case 'update':
      return {
        name: 'update execute',
        flags: ['--name', update, ...input],
        perform: async () => {
          const purpose = 'to answer the update'
          await requireWorker(client.workflow, taskQueue, Date.now() + WORKER_WITHIN_MS, purpose)
          const result: unknown = await (args.length === 0
            ? run.executeUpdate<unknown, []>(update)
            : run.executeUpdate<unknown, [unknown]>(update, { args }))
          return { said: `Updated: ${JSON.stringify(result ?? null)}`, result: result ?? null }
        },
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
        flags: because,
        perform: async () => {
          await run.terminate(reason)
          return { said: 'Terminated.' }
        },
      }
    case 'resetTo': {
      const eventId = await findResetPoint(client, run, resetTo)
      return {
        name: 'reset',
        flags: ['--event-id', String(eventId), ...because],
        perform: async () => {
          const made = await client.workflowService.resetWorkflowExecution({
            namespace,
            identity,
            reason,
            requestId: request.requestId,
            workflowExecution: { workflowId, runId },
            workflowTaskFinishEventId: eventId,
          })
          return { said: `Reset: it does '${resetTo}' again, as run ${made.runId}.` }
        },
      }
    }
    case 'pause':
      return {
        name: 'pause',
        flags: because,
        perform: async () => {
          await client.workflowService.pauseWorkflowExecution(request)
          return { said: 'Paused; it takes no step until --unpause.' }
        },
      }
    case 'unpause':
      return {
        name: 'unpause',
        flags: because,
        perform: async () => {
          await client.workflowService.unpauseWorkflowExecution(request)
          return { said: 'It goes on.' }
        },
      }
  }
}

/** The arguments of a signal or an Update: one, or none. */
function readInput(text: string | undefined): [] | [unknown] {
  if (text === undefined) return []
  try {
    return [JSON.parse(text)]
  } catch (error) {
    throw new StartnodeError('usage', `--input is not JSON: ${(error as Error).message}`)
  }
}

/** What Temporal answers when it can be reached and will not. */
const REFUSALS: readonly string[] = [
  'NOT_FOUND',
  'INVALID_ARGUMENT',
  'FAILED_PRECONDITION',
  'UNIMPLEMENTED',
  'ALREADY_EXISTS',
]

async function attempt<T>(doing: string, call: () => Promise<T>): Promise<T> {
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
