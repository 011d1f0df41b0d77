import type { Client, WorkflowExecutionDescription } from '@temporalio/client'
import { decodeOptionalFailureToOptionalError } from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js'
import proto from '@temporalio/proto'
import { explainFailure } from './explain-failure.ts'
import { isoOf } from './iso-of.ts'

export interface PendingActivity {
  readonly id: string
  readonly type: string
  readonly state: string
  /** The try that runs or comes next. */
  readonly attempt: number
  /** 0: no end. */
  readonly maximumAttempts: number
  readonly scheduledAt: string | null
  readonly nextAttemptAt: string | null
  /** In plain words; null: no try has failed. */
  readonly lastFailure: string | null
}

/** The activities of a task that are under way, each with why its last try failed. */
export async function readPending(
  client: Client,
  run: WorkflowExecutionDescription,
): Promise<PendingActivity[]> {
  const { PendingActivityState } = proto.temporal.api.enums.v1
  const place = {
    type: 'activity',
    namespace: client.options.namespace,
    workflowId: run.workflowId,
    isLocal: false,
  } as const
  return Promise.all(
    (run.raw.pendingActivities ?? []).map(async (one) => {
      const { loadedDataConverter } = client.options
      const failure = await decodeOptionalFailureToOptionalError(loadedDataConverter, one.lastFailure, {
        ...place,
        activityId: one.activityId ?? '',
      })
      return {
        id: one.activityId ?? '',
        type: one.activityType?.name ?? '',
        state: (PendingActivityState[one.state ?? 0] ?? '')
          .replace('PENDING_ACTIVITY_STATE_', '')
          .toLowerCase(),
        attempt: one.attempt ?? 1,
        maximumAttempts: one.maximumAttempts ?? 0,
        scheduledAt: isoOf(one.scheduledTime),
        nextAttemptAt: isoOf(one.nextAttemptScheduleTime),
        lastFailure: failure === undefined ? null : explainFailure(failure).message,
      }
    }),
  )
}
