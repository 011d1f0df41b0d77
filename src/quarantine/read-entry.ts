import { type WorkflowClient, WorkflowNotFoundError } from '@temporalio/client'
import { decodeFromPayloadsAtIndex } from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js'
import { QuarantineUnknownError } from '../errors/delivery-errors.ts'
import { deliveryWorkflowId } from '../process/ids/workflow-id.ts'
import { explainTemporalError } from '../temporal/explain-temporal-error.ts'
import { MPO_TASK_ID } from '../temporal/search-attributes.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'
import type {
  QuarantinedDelivery,
  QuarantineResult,
  QuarantineSummary,
  QuarantineView,
} from '../workflows/quarantine/kept-delivery.ts'
import { type Beside, listBeside } from './list-beside.ts'

const WITHIN_MS = 5_000
/** A query waits for a worker: without one the history tells as much but for edits. */
const QUERY_WITHIN_MS = 3_000
const TYPE = 'quarantinedDelivery'
const MEMO = 'quarantine'

/** One entry with all there is of it. */
export interface QuarantineEntry extends QuarantineView {
  /** False: no worker answered, so the body is the one it came with, edits left out. */
  readonly current: boolean
  /** What else came under its delivery key. */
  readonly beside: readonly Beside[]
}

interface EntryRun {
  readonly runId: string
  readonly open: boolean
  readonly taskQueue: string
  readonly summary: QuarantineSummary | null
  /** As its search attribute says; null: the namespace has none. */
  readonly identity: string | null
}

/** @throws QuarantineUnknownError, TemporalUnreachableError */
export async function describeEntryRun(
  client: WorkflowClient,
  process: string,
  taskId: string,
): Promise<EntryRun> {
  try {
    const run = await withinDeadline(client, Date.now() + WITHIN_MS, () =>
      client.getHandle(deliveryWorkflowId(process, taskId)).describe(),
    )
    if (run.type !== TYPE) throw new QuarantineUnknownError(process, taskId)
    const summary = (run.memo?.[MEMO] as QuarantineSummary | undefined) ?? null
    const identity = run.typedSearchAttributes.get(MPO_TASK_ID) ?? null
    return {
      runId: run.runId,
      open: run.closeTime === undefined,
      taskQueue: run.taskQueue,
      summary,
      identity,
    }
  } catch (error) {
    if (error instanceof QuarantineUnknownError) throw error
    if (error instanceof WorkflowNotFoundError) throw new QuarantineUnknownError(process, taskId)
    throw explainTemporalError(error, 'reading the quarantine')
  }
}

/** @throws QuarantineUnknownError, TemporalUnreachableError */
export async function readEntry(
  client: WorkflowClient,
  process: string,
  taskId: string,
): Promise<QuarantineEntry> {
  const { runId, open, summary, identity } = await describeEntryRun(client, process, taskId)
  const workflowId = deliveryWorkflowId(process, taskId)
  const [entry, beside] = await Promise.all([
    askEntry(client, workflowId, runId).catch(() => readHistory(client, workflowId, runId, open, summary)),
    identity === null ? [] : listBeside(client, process, identity, workflowId),
  ])
  return { ...entry, beside }
}

type EntryAlone = Omit<QuarantineEntry, 'beside'>

async function askEntry(client: WorkflowClient, workflowId: string, runId: string): Promise<EntryAlone> {
  const view = await withinDeadline(client, Date.now() + QUERY_WITHIN_MS, () =>
    client.getHandle(workflowId, runId).query<QuarantineView>('show'),
  )
  return { ...view, current: true }
}

async function readHistory(
  client: WorkflowClient,
  workflowId: string,
  runId: string,
  open: boolean,
  summary: QuarantineSummary | null,
): Promise<EntryAlone> {
  const { namespace, loadedDataConverter: converter } = client.options
  const context = { type: 'workflow', namespace, workflowId } as const
  const execution = { workflowId, runId }
  const first = { namespace, execution, maximumPageSize: 1 }
  // 2: only the event that closed it.
  const last = { namespace, execution, historyEventFilterType: 2 as const }
  try {
    return await withinDeadline(client, Date.now() + WITHIN_MS, async () => {
      const page = await client.workflowService.getWorkflowExecutionHistory(first)
      const started = page.history?.events?.[0]?.workflowExecutionStartedEventAttributes
      const kept = await decodeFromPayloadsAtIndex<QuarantinedDelivery>(
        converter,
        0,
        started?.input?.payloads,
        context,
      )
      let ended: QuarantineResult | null = null
      if (!open) {
        const close = await client.workflowService.getWorkflowExecutionHistory(last)
        const payloads =
          close.history?.events?.[0]?.workflowExecutionCompletedEventAttributes?.result?.payloads
        if (payloads?.length)
          ended = await decodeFromPayloadsAtIndex<QuarantineResult>(converter, 0, payloads, context)
      }
      const { process, taskId, ref, receivedAt, problem, contentType, body, bodyEncoding, bodyCut } = kept
      const { identity, holder } = kept
      const { keptUntil = '', again = 0, edits = 0 } = summary ?? {}
      return {
        ...{ process, taskId, ref, receivedAt, problem, contentType, body, bodyEncoding, bodyCut },
        ...{ format: kept.format ?? 'json', keptUntil, again, edits, ended, current: false },
        ...(identity === undefined ? {} : { identity }),
        ...(holder === undefined ? {} : { holder }),
      }
    })
  } catch (error) {
    throw explainTemporalError(error, 'reading the quarantine')
  }
}
