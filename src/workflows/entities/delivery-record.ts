/**
 * Decides what becomes of a delivery whose ref has had a task before, and does it: a new task, a signal to the open
 * one, or quarantine.
 *
 * Deciding and acting must be one thing. A client can't do both in one step ("start, if this is still the latest run"
 * is no call of Temporal), so two receivers could each do their own. This workflow has an id of the delivery's own that
 * is used once, and Temporal carries each of its commands out once. Only the workflow with that id may start a later
 * run of a ref: this one, or the quarantine entry it continues as.
 */
import type { TypedSearchAttributes } from '@temporalio/common'
import {
  CancellationScope,
  type ChildWorkflowOptions,
  continueAsNew,
  getExternalWorkflowHandle,
  makeContinueAsNewFunc,
  setCurrentDetails,
  sleep,
  startChild,
  workflowInfo,
} from '@temporalio/workflow'
import { DELIVERY_SIGNAL } from '../../process/delivery-signal.ts'
import type { Task } from '../../process/task.ts'
import { MPO_NODE, MPO_SINCE } from '../nodes/run/mpo-node.ts'
import { encodeText } from '../quarantine/encode-text.ts'
import type { QuarantinedDelivery, quarantinedDelivery } from '../quarantine/quarantined-delivery.ts'
import { followBuilds } from './follow-builds.ts'

/** The delivery, and all that its outcome needs. */
export interface DeliveryRecord {
  readonly task: Task
  readonly workflowType: string
  /** `<process>/r/<ref>`. */
  readonly workflowId: string
  /** Task id of the first run of that id, for the memo of every later one: a repeat of the first is known by it. */
  readonly first: string | null
  /** Digest of the body of that first one, null: it had no key. Left out by versions that had none. */
  readonly firstDigest?: string | null
  /** The run that had the ref when the delivery came; null: none was open. */
  readonly openRunId: string | null
  /** Its task starts so many ms after the delivery was accepted. */
  readonly startDelayMs: number
  readonly texts: Pick<ChildWorkflowOptions, 'staticSummary' | 'staticDetails'>
  /** What is kept when an open task has the ref; null: the delivery is signalled to that task. */
  readonly quarantine: RefInUse | null
}

export interface RefInUse {
  /** `body` is null where it is the JSON of the task's data: a delivery is not carried twice without need. */
  readonly delivery: Omit<QuarantinedDelivery, 'body'> & { readonly body: string | null }
  readonly memo: Record<string, unknown>
}

/** What became of it. One that went to quarantine continues as that, and has the result of that. */
export interface RecordResult {
  readonly kind: 'task' | 'signalled'
  readonly workflowId: string
  /** Null: signalled to the run that was open then, which was not the one seen when the delivery came. */
  readonly runId: string | null
}

/** The ref changes hands that fast only where something is wrong; no reason to spin. */
const PAUSE_MS = 1_000

// A delivery is decided by the code of today, whichever its record began with.
followBuilds(deliveryRecord)
export async function deliveryRecord(record: DeliveryRecord): Promise<RecordResult> {
  const { task, workflowId, quarantine } = record
  const waitMs = Date.parse(task.delivery.receivedAt) + record.startDelayMs - Date.now()
  if (record.startDelayMs > 0 && waitMs > 0) await sleep(waitMs, { summary: 'Start delay' })

  // Half a decision must not be cancelled; a delay may.
  return CancellationScope.nonCancellable(async () => {
    let openRunId = record.openRunId ?? undefined
    for (;;) {
      const runId = await tryToStart(record)
      if (runId !== null) return tell({ kind: 'task', workflowId, runId })
      if (quarantine !== null) return keep(quarantine, task)
      if (await tryToSignal(workflowId, openRunId, task)) {
        return tell({ kind: 'signalled', workflowId, runId: openRunId ?? null })
      }
      if (workflowInfo().continueAsNewSuggested) {
        return continueAsNew<typeof deliveryRecord>({ ...record, openRunId: null })
      }
      if (openRunId === undefined) await sleep(PAUSE_MS, { summary: 'The ref changed hands' })
      openRunId = undefined
    }
  })
}

/** @returns the run, or null when an open task has the ref */
async function tryToStart(record: DeliveryRecord): Promise<string | null> {
  const { task, workflowType, workflowId, first, firstDigest, texts } = record
  try {
    const child = await startChild(workflowType, {
      args: [task],
      workflowId,
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      parentClosePolicy: 'ABANDON',
      memo: firstDigest === undefined ? { first } : { first, firstDigest },
      // The record has them where the namespace knows them: unknown ones would hold it up for ever.
      typedSearchAttributes: startedNow(workflowInfo().typedSearchAttributes),
      ...texts,
    })
    return child.firstExecutionRunId
  } catch (error) {
    // Its class is not one the sandbox may import.
    if ((error as Error).name === 'WorkflowExecutionAlreadyStartedError') return null
    throw error
  }
}

/** The attributes of the record are those of its task, but for since when. */
function startedNow(attributes: TypedSearchAttributes): TypedSearchAttributes {
  if (attributes.get(MPO_SINCE) === undefined) return attributes
  return attributes.updateCopy([{ key: MPO_SINCE, value: new Date(Date.now()) }])
}

/**
 * @param runId undefined: the run that is open now
 * @returns false when there is none, or when it takes no more signals
 */
async function tryToSignal(workflowId: string, runId: string | undefined, task: Task): Promise<boolean> {
  try {
    await getExternalWorkflowHandle(workflowId, runId).signal(DELIVERY_SIGNAL, task)
    return true
  } catch {
    return false
  }
}

/** Continues as the quarantine entry of the delivery. */
export async function keep({ delivery, memo }: RefInUse, task: Task): Promise<never> {
  const { typedSearchAttributes } = workflowInfo()
  const isFindable = typedSearchAttributes.get(MPO_NODE) !== undefined
  const next = makeContinueAsNewFunc<typeof quarantinedDelivery>({
    workflowType: 'quarantinedDelivery',
    memo,
    typedSearchAttributes: isFindable
      ? typedSearchAttributes.updateCopy([{ key: MPO_NODE, value: 'Quarantine' }])
      : typedSearchAttributes,
  })
  const { body } = delivery
  return next({ ...delivery, ...(body === null ? encodeText(JSON.stringify(task.data)) : { body }) })
}

function tell(result: RecordResult): RecordResult {
  const { kind, workflowId, runId } = result
  const run = runId === null ? '' : `, run \`${runId}\``
  const to = `\`\` ${workflowId.replaceAll('`', "'")} \`\`${run}`
  setCurrentDetails(kind === 'task' ? `Became the task ${to}` : `Signalled to the task ${to}`)
  return result
}
