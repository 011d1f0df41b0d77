/**
 * How a task learns that one of its activities is being tried again: tries run no code of the workflow, so the worker that
 * makes the third one signals it. It carries no data, and says nothing that a stranger could not learn from Temporal.
 */
import { nodeAttribute } from '../node-attribute.ts'

export const RETRYING_SIGNAL = 'startnode-retrying'

/** Header of an activity whose task shows its state; the activities of others signal nobody. */
export const WATCHED_HEADER = 'startnode-watched'

/** Tries before are the usual trouble of a network, and over in a moment. */
export const TOLD_AT_TRY = 3

export interface RetryNotice {
  readonly activityId: string
  /** As `causeAttribute` gives it. */
  readonly cause: string
}

/** @returns null for what is no notice: anybody with access to an unsealed namespace may have sent it */
export function readRetryNotice(value: unknown): RetryNotice | null {
  if (typeof value !== 'object' || value === null) return null
  const { activityId, cause } = value as { readonly activityId?: unknown; readonly cause?: unknown }
  if (typeof activityId !== 'string' || typeof cause !== 'string' || cause === '') return null
  return { activityId, cause: nodeAttribute(cause) }
}
