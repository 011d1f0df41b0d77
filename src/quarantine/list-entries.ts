import type { WorkflowClient } from '@temporalio/client'
import { defaultPayloadConverter } from '@temporalio/common'
import { decodeMapFromPayloads } from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js'
import { explainTemporalError } from '../temporal/explain-temporal-error.ts'
import { readCursor, writeCursor } from '../temporal/page-cursor.ts'
import { MPO_TASK_ID } from '../temporal/search-attributes.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'
import type { QuarantineSummary } from '../workflows/quarantine/kept-delivery.ts'
import { openEntriesOf } from './quarantine-room.ts'

const WITHIN_MS = 5_000
const PAGE = 100
/** As many as Temporal gives at a time. */
const LOOKED_AT = 1_000
/** QUARANTINE_MEMO of the workflow; its module is for the sandbox. */
const MEMO = 'quarantine'

/** An open entry as a list shows it. */
export interface ListedEntry {
  readonly process: string
  readonly taskId: string
  /** Task id of the first one under its key, or of a good body under it; null: not known. */
  readonly identity: string | null
  /** Null until its first workflow task is done: then no worker is there. */
  readonly summary: QuarantineSummary | null
}

export interface QuarantinePage {
  readonly entries: readonly ListedEntry[]
  /** For `page`, or null: there are no more. */
  readonly next: string | null
}

export interface EntryFilter {
  readonly process?: string
  /** Only those that are kept for this reason, a code of the error table. */
  readonly code?: string
  /** Default: 100. With a code as many as a page of Temporal holds of them. */
  readonly limit?: number
  /** `next` of the page before. */
  readonly page?: string
}

/**
 * Open entries, newest first. Needs no worker and none of our search attributes.
 *
 * @throws TemporalUnreachableError, PayloadUnreadableError; StartnodeError `usage` for a page that is none
 */
export async function listEntries(client: WorkflowClient, filter: EntryFilter): Promise<QuarantinePage> {
  const { code } = filter
  if (code === undefined) return readPage(client, filter)
  // The reason stands in the memo, which no query finds: of the few that are open each is looked at
  let page = await readPage(client, { ...filter, limit: LOOKED_AT })
  const kept = (entries: readonly ListedEntry[]) => entries.filter(({ summary }) => summary?.code === code)
  let entries = kept(page.entries)
  while (entries.length === 0 && page.next !== null) {
    page = await readPage(client, { ...filter, limit: LOOKED_AT, page: page.next })
    entries = kept(page.entries)
  }
  return { entries, next: page.next }
}

async function readPage(
  client: WorkflowClient,
  { process, limit = PAGE, page }: EntryFilter,
): Promise<QuarantinePage> {
  const { namespace } = client.options
  const token = readCursor(page)
  const { executions, nextPageToken } = await withinDeadline(client, Date.now() + WITHIN_MS, () =>
    client.workflowService.listWorkflowExecutions({
      namespace,
      query: openEntriesOf(process ?? null),
      pageSize: limit,
      nextPageToken: token,
    }),
  ).catch((error: unknown) => {
    throw explainTemporalError(error, 'reading the quarantine')
  })
  const entries = await Promise.all(
    executions.map(async ({ execution, memo, searchAttributes }): Promise<ListedEntry> => {
      const workflowId = execution?.workflowId ?? ''
      const [process = '', , taskId = ''] = workflowId.split('/')
      const payload = memo?.fields?.[MEMO]
      const decoded =
        payload &&
        (await decodeMapFromPayloads(
          client.options.loadedDataConverter,
          { [MEMO]: payload },
          {
            type: 'workflow',
            namespace,
            workflowId,
          },
        ))
      const attribute = searchAttributes?.indexedFields?.[MPO_TASK_ID.name]
      const named = attribute ? String(defaultPayloadConverter.fromPayload(attribute)) : taskId
      const identity = named === taskId ? null : named
      return {
        process,
        taskId,
        identity,
        summary: (decoded?.[MEMO] as QuarantineSummary | undefined) ?? null,
      }
    }),
  )
  return { entries, next: writeCursor(nextPageToken) }
}
