/**
 * Starts the task of a mended delivery as an abandoned child, which Temporal does once however often this workflow is
 * replayed. The entry has the workflow id that is the delivery's own, so nobody else may start its task meanwhile but
 * a sender that sends a better body under the same delivery key; that one counts as the same task.
 */
import type { SearchAttributePair, SearchAttributeType } from '@temporalio/common'
import { ApplicationFailure, startChild, workflowInfo } from '@temporalio/workflow'
import { MPO_NODE } from '../nodes/run/mpo-node.ts'
import type { PreparedTask } from './kept-delivery.ts'

const KEYWORD = 'KEYWORD' as typeof SearchAttributeType.KEYWORD
const MPO_PROCESS = { name: 'MpoProcess', type: KEYWORD }
const MPO_TASK_ID = { name: 'MpoTaskId', type: KEYWORD }
const MPO_REF = { name: 'MpoRef', type: KEYWORD }

/** Each round means that the first task of the ref was started in between. */
const MAX_ROUNDS = 5

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
    const { task, workflowId, refInId, first } = prepared
    if (first === task.taskId) return { workflowId, runId: null }
    const isFirst = first === undefined
    const runId = await tryToStart(prepared, isFirst)
    if (runId !== null) return { workflowId, runId }
    if (refInId === null) return { workflowId, runId: null }
    if (!isFirst) break
  }
  throw ApplicationFailure.nonRetryable('Another open task has this ref', 'not_unical_ref')
}

async function tryToStart(prepared: PreparedTask, isFirst: boolean): Promise<string | null> {
  const { task, workflowType, workflowId, refInId, first, texts } = prepared
  try {
    const child = await startChild(workflowType, {
      args: [task],
      workflowId,
      workflowIdReusePolicy: isFirst ? 'REJECT_DUPLICATE' : 'ALLOW_DUPLICATE',
      parentClosePolicy: 'ABANDON',
      ...(refInId === null ? {} : { memo: { first: isFirst ? task.taskId : first } }),
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
function attributesOf({ task, refInId }: PreparedTask): SearchAttributePair[] {
  if (workflowInfo().typedSearchAttributes.getAll().length === 0) return []
  const pairs: SearchAttributePair[] = [
    { key: MPO_PROCESS, value: task.process },
    { key: MPO_TASK_ID, value: task.taskId },
    { key: MPO_NODE, value: 'Start' },
  ]
  return refInId === null ? pairs : [...pairs, { key: MPO_REF, value: refInId }]
}
