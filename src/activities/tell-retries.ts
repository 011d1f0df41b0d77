/**
 * Tells a task that one of its activities is being tried again, once, at the third try: tries run no code of the workflow.
 * Only activities whose task shows its state ask for it (by a header), so workflows of others get no signal.
 *
 * The signal goes out beside the activity, which never waits for it nor fails by it; one that could not be sent goes with the
 * next try that this worker makes.
 */
import type { Context } from '@temporalio/activity'
import type { Payload } from '@temporalio/common'
import { decodeOptionalFailureToOptionalError } from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js'
import { causeAttribute } from '../process/attributes/cause-attribute.ts'
import {
  RETRYING_SIGNAL,
  type RetryNotice,
  TOLD_AT_TRY,
  WATCHED_HEADER,
} from '../process/attributes/retry-notice.ts'

interface Execution {
  readonly args: unknown[]
  readonly headers: Record<string, Payload>
}

/** For `interceptors.activity` of a worker. */
export type RetryTeller = (context: Context) => {
  readonly inbound: {
    execute(input: Execution, next: (input: Execution) => Promise<unknown>): Promise<unknown>
  }
}

/** Activities in trouble that one worker remembers. */
const MAX_REMEMBERED = 10_000
const WITHIN_MS = 5_000
/** Executions that are looked after: the plugin may be given twice. */
const watched = new WeakSet<Context>()

/** @example interceptors: { activity: [createRetryTeller()] } */
export function createRetryTeller(): RetryTeller {
  /** Why the last try of an activity failed here. */
  const causes = new Map<string, string>()
  const untold = new Set<string>()

  return (context) => {
    const isFirst = !watched.has(context)
    watched.add(context)
    return {
      inbound: {
        async execute(input, next) {
          const { info } = context
          if (!isFirst || info.isLocal || !(WATCHED_HEADER in input.headers)) return next(input)
          const id = `${info.workflowExecution?.runId}/${info.activityId}`
          if (info.attempt === TOLD_AT_TRY || untold.has(id)) void tell(id, context, causes.get(id))
          try {
            const result = await next(input)
            causes.delete(id)
            untold.delete(id)
            return result
          } catch (error) {
            if (info.attempt < TOLD_AT_TRY) remember(id, causeAttribute(error))
            throw error
          }
        },
      },
    }
  }

  async function tell(id: string, context: Context, known: string | undefined): Promise<void> {
    try {
      const notice = { activityId: context.info.activityId, cause: known ?? (await readCause(context)) }
      await send(context, notice)
      untold.delete(id)
      causes.delete(id)
    } catch (error) {
      untold.add(id)
      dropOldest(untold)
      context.log.warn('The task was not told that its activity is being tried again', { error })
    }
  }

  function remember(id: string, cause: string): void {
    causes.delete(id)
    causes.set(id, cause)
    dropOldest(causes)
  }
}

function dropOldest(known: { readonly size: number; keys(): Iterator<string>; delete(id: string): boolean }) {
  if (known.size > MAX_REMEMBERED) known.delete(known.keys().next().value as string)
}

async function send({ info, client }: Context, notice: RetryNotice): Promise<void> {
  const { workflowId = '', runId } = info.workflowExecution ?? {}
  await client.withDeadline(Date.now() + WITHIN_MS, () =>
    client.workflow.getHandle(workflowId, runId).signal(RETRYING_SIGNAL, notice),
  )
}

/** Another worker made the try before, or it ended with its worker: Temporal knows why. */
async function readCause({ info, client }: Context): Promise<string> {
  const { workflowId = '', runId } = info.workflowExecution ?? {}
  const { raw } = await client.withDeadline(Date.now() + WITHIN_MS, () =>
    client.workflow.getHandle(workflowId, runId).describe(),
  )
  const pending = raw.pendingActivities?.find(({ activityId }) => activityId === info.activityId)
  const failure = await decodeOptionalFailureToOptionalError(
    client.options.loadedDataConverter,
    pending?.lastFailure,
    {
      type: 'activity',
      namespace: client.options.namespace,
      workflowId,
      activityId: info.activityId,
      isLocal: false,
    },
  )
  return causeAttribute(failure)
}
