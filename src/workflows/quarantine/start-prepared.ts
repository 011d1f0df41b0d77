/**
 * Starts the task of a mended delivery as an abandoned child, which Temporal does once however often this workflow is
 * replayed. Its sender may send a better body under the same key meanwhile: whoever has the workflow id of the identity
 * first is the task, and the other is the same where its body is.
 */
import type { SearchAttributePair, SearchAttributeType } from '@temporalio/common'
import { ApplicationFailure, sleep, startChild, workflowInfo } from '@temporalio/workflow'
import { MPO_FIELDS, MPO_NODE, MPO_SINCE } from '../nodes/run/mpo-node.ts'
import type { PreparedTask } from './kept-delivery.ts'

const KEYWORD = 'KEYWORD' as typeof SearchAttributeType.KEYWORD
const MPO_PROCESS = { name: 'MpoProcess', type: KEYWORD }
const MPO_TASK_ID = { name: 'MpoTaskId', type: KEYWORD }
const MPO_REF = { name: 'MpoRef', type: KEYWORD }

/** Each round means that the first task of the ref was started in between. */
const MAX_ROUNDS = 5
/** A record decides at once; one that went on as an entry of its own does not end. */
const DECIDES_WITHIN_MS = 5_000

export interface StartedTask {
  readonly workflowId: string
  /** Null: the delivery had become this task before. */
  readonly runId: string | null
}

/**
 * @param prepare checks the body and looks at the ref
 * @throws ApplicationFailure `not_unical_ref` while another open task has the ref; what `prepare` throws
 */
export async function startPrepared(prepare: () => Promise<PreparedTask>): Promise<StartedTask> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const prepared = await prepare()
    const { task, workflowId, refInId, first, memo, held, claim } = prepared
    if (held !== undefined) return { workflowId: held, runId: null }
    if (claim !== undefined) {
      const claimed = await tryToClaim(prepared, claim)
      if (claimed !== null) return claimed
      continue
    }
    if (first === task.taskId) return { workflowId, runId: null }
    const isFirst = first === undefined
    const runId = await tryToStart(prepared, isFirst)
    if (runId !== null) return { workflowId, runId }
    // A version before looked at no bodies.
    if (refInId === null && memo === undefined) return { workflowId, runId: null }
    if (!isFirst) break
  }
  throw ApplicationFailure.nonRetryable('Another open task has this ref', 'not_unical_ref')
}

/** @returns what its record made of it; null when the id is taken */
async function tryToClaim(
  { texts, ...prepared }: PreparedTask,
  { workflowId, record, memo }: NonNullable<PreparedTask['claim']>,
): Promise<StartedTask | null> {
  try {
    const child = await startChild<(record: unknown) => Promise<StartedTask>>('deliveryRecord', {
      args: [record],
      workflowId,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      parentClosePolicy: 'ABANDON',
      memo: { ...memo },
      typedSearchAttributes: attributesOf({ ...prepared, texts }),
      ...texts,
    })
    const undecided = sleep(DECIDES_WITHIN_MS, { summary: 'Until its record has decided' })
    const result = await Promise.race([child.result(), undecided.then(() => null)]).catch(() => null)
    if (result === null) return { workflowId, runId: child.firstExecutionRunId }
    return { workflowId: result.workflowId, runId: result.runId }
  } catch (error) {
    if ((error as Error).name === 'WorkflowExecutionAlreadyStartedError') return null
    throw error
  }
}

async function tryToStart(prepared: PreparedTask, isFirst: boolean): Promise<string | null> {
  const { task, workflowType, workflowId, refInId, first, memo, texts } = prepared
  try {
    const child = await startChild(workflowType, {
      args: [task],
      workflowId,
      workflowIdReusePolicy: isFirst ? 'REJECT_DUPLICATE' : 'ALLOW_DUPLICATE',
      parentClosePolicy: 'ABANDON',
      ...(memo !== undefined ? { memo: { ...memo } } : {}),
      ...(memo === undefined && refInId !== null ? { memo: { first: isFirst ? task.taskId : first } } : {}),
      typedSearchAttributes: attributesOf(prepared),
      ...texts,
    })
    return child.firstExecutionRunId
  } catch (error) {
    // Its class is not one the sandbox may import.
    if ((error as Error).name === 'WorkflowExecutionAlreadyStartedError') return null
    throw error
  }
}

/** Only where this entry has some itself: a namespace that does not know them would hold the start up for ever. */
function attributesOf({ task, refInId, fields = [] }: PreparedTask): SearchAttributePair[] {
  const { typedSearchAttributes } = workflowInfo()
  if (typedSearchAttributes.getAll().length === 0) return []
  const pairs: SearchAttributePair[] = [
    { key: MPO_PROCESS, value: task.process },
    { key: MPO_TASK_ID, value: task.taskId },
    { key: MPO_NODE, value: 'Start' },
    ...(typedSearchAttributes.get(MPO_SINCE) === undefined ? [] : statePairs(fields)),
  ]
  return refInId === null ? pairs : [...pairs, { key: MPO_REF, value: refInId }]
}

function statePairs(fields: readonly string[]): SearchAttributePair[] {
  const since = { key: MPO_SINCE, value: new Date(Date.now()) }
  return fields.length === 0 ? [since] : [since, { key: MPO_FIELDS, value: [...fields] }]
}
