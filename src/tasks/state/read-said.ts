import type { WorkflowExecutionDescription } from '@temporalio/client'
import { z } from 'zod'
import { MPO_CAUSE, MPO_OUTCOME, MPO_SINCE, MPO_STATE } from '../../temporal/search-attributes.ts'

/** What a task says of itself. */
export const saidView = z.object({
  outcome: z
    .string()
    .nullable()
    .describe('How the process says it ended; null: it says none, or has not ended'),
  state: z
    .string()
    .nullable()
    .describe('`waiting`, `retrying` or `failed`; null: it is at work or ended well, or says none'),
  cause: z.string().nullable().describe('Code of the failure with its HTTP status, or what is waited for'),
  since: z
    .string()
    .nullable()
    .describe(
      'ISO 8601, UTC: since when it is in that state; null: it says none, as tasks of earlier versions',
    ),
})

export type Said = z.output<typeof saidView>

/** What an open task does; one that was ended by somebody meanwhile keeps the attribute, and does it no more. */
const DOING: readonly unknown[] = ['waiting', 'retrying']

/** Read from the search attributes of its description. */
export function readSaid({
  typedSearchAttributes: said,
  closeTime,
  status,
}: Pick<WorkflowExecutionDescription, 'typedSearchAttributes' | 'closeTime' | 'status'>): Said {
  const state = said.get(MPO_STATE) ?? null
  const isOver = closeTime !== undefined && DOING.includes(state)
  const hasFailed = status.name === 'FAILED' || status.name === 'TIMED_OUT'
  return {
    outcome: said.get(MPO_OUTCOME) ?? null,
    state: isOver ? null : state,
    cause: isOver && !hasFailed ? null : (said.get(MPO_CAUSE) ?? null),
    since: isOver ? null : (said.get(MPO_SINCE)?.toISOString() ?? null),
  }
}
