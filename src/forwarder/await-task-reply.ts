import {
  WorkflowContinuedAsNewError,
  WorkflowFailedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import { DeliveryKeyReusedError, TaskFailedError } from '../errors/delivery-errors.ts'
import type { Delivery } from '../inbox/delivery.ts'
import { NO_REPLY, REPLY_UPDATE, type Reply, readReply, TASK_FAILED } from '../process/reply.ts'
import { believeResult, believeUpdate } from '../temporal/codec/answers.ts'
import { MPO_TASK_ID } from '../temporal/search-attributes.ts'
import type { StartClient } from '../temporal/start-client.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'
import type { Outcome } from './deliver/outcome.ts'
import { followRecord } from './follow-record.ts'

/**
 * Awaits the reply of the task that a delivery started, now or earlier: from the open run by the Update `reply`, whose
 * id is the task id, so that a repeat gets the same answer; from a closed run by its result.
 *
 * @param deadline ms since 1970
 * @returns `ended`: the task ended without a reply; null: no reply yet, or there is no task of its own to reply
 * @throws TaskFailedError; DeliveryKeyReusedError when it is in quarantine beside the task of its key
 */
export async function awaitTaskReply(
  client: StartClient,
  delivery: Delivery,
  outcome: Outcome,
  deadline: number,
): Promise<Reply | 'ended' | null> {
  try {
    return await withinDeadline(client, deadline, () => ask(client, delivery, outcome, deadline))
  } catch (error) {
    if (error instanceof TaskFailedError || error instanceof DeliveryKeyReusedError) throw error
    // Temporal is away or late: the caller is told to ask again.
    return null
  }
}

async function ask(
  client: StartClient,
  { ref, taskId }: Delivery,
  outcome: Outcome,
  deadline: number,
): Promise<Reply | 'ended' | null> {
  if (outcome.reused) throw new DeliveryKeyReusedError(outcome.reused.entryId)
  const task = await findTask(client, outcome, deadline)
  if (task === null) return null
  const { workflowId, runId } = task
  // Without a run it is the latest one, and a ref may have had later tasks.
  const isOwn = runId !== null || ref === null
  const answer = await askRun(client, { workflowId, runId, taskId, isOwn })
  if (answer !== 'other') return answer
  for await (const run of client.list({ query: `${MPO_TASK_ID.name} = '${taskId}'` })) {
    if (run.workflowId !== workflowId) continue
    const answer = await askRun(client, { workflowId, runId: run.runId, taskId, isOwn: true })
    return answer === 'other' ? null : answer
  }
  return null
}

async function findTask(
  client: StartClient,
  { kind, workflowId, runId }: Outcome,
  deadline: number,
): Promise<{ workflowId: string; runId: string | null } | null> {
  if (kind === 'task') return { workflowId, runId }
  if (kind !== 'recorded') return null
  const record = runId ?? (await client.describeRun({ workflowId, deadlineMs: deadline - Date.now() }))?.runId
  if (record === undefined) return null
  const decided = await followRecord(client, {
    workflowId,
    runId: record,
    deadlineMs: deadline - Date.now(),
  })
  return decided !== null && decided !== 'quarantined' && decided.kind === 'task' ? decided : null
}

interface Run {
  readonly workflowId: string
  /** Null: the latest one. */
  readonly runId: string | null
  readonly taskId: string
  /** True: it can only be the run of this task. */
  readonly isOwn: boolean
}

/** @returns `other`: it is the run of another task, or seems to be */
async function askRun(client: StartClient, run: Run): Promise<Reply | 'ended' | 'other' | null> {
  const { workflowId, runId, taskId } = run
  try {
    const handle = client.getHandle(workflowId, runId ?? undefined)
    const update = { updateId: taskId, args: [taskId] as [string] }
    const send = () => handle.executeUpdate<Reply | null, [string]>(REPLY_UPDATE, update)
    return (await believeUpdate(client, send)) ?? 'ended'
  } catch (error) {
    if (isFailureOf(error, NO_REPLY)) return 'other'
    if (isFailureOf(error, TASK_FAILED)) throw new TaskFailedError(error)
    if (!endedMeanwhile(error)) throw error
    return readResult(client, run)
  }
}

async function readResult(
  client: StartClient,
  { workflowId, runId, taskId, isOwn }: Run,
): Promise<Reply | 'ended' | 'other' | null> {
  try {
    const read = () => client.result(workflowId, runId ?? undefined, { followRuns: false })
    const result = await believeResult(client, runId, read)
    return readReply(result, taskId) ?? (isOwn ? 'ended' : 'other')
  } catch (error) {
    if (!isOwn) return 'other'
    if (error instanceof WorkflowContinuedAsNewError)
      return askRun(client, { workflowId, runId: error.newExecutionRunId, taskId, isOwn })
    if (error instanceof WorkflowFailedError) throw new TaskFailedError(error)
    throw error
  }
}

/** The run is closed, or closed while the Update was on its way. */
function endedMeanwhile(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || isFailureOf(error, 'AcceptedUpdateCompletedWorkflow')
}

function isFailureOf(error: unknown, type: string): boolean {
  return (
    error instanceof WorkflowUpdateFailedError &&
    error.cause instanceof ApplicationFailure &&
    error.cause.type === type
  )
}
