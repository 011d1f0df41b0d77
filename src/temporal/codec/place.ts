import { createHash } from 'node:crypto'
import type { SerializationContext } from '@temporalio/common'

const BYTES = 16
/** A Schedule ends the ids of its firings so, and seals their argument without it. */
const FIRED_AT = /-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

/**
 * What a seal is bound to: the workflow or activity whose payload it is. 16 bytes of a hash, so that a long id does not
 * outgrow the 400 bytes that Temporal takes in a summary.
 *
 * @param context undefined: a path of the SDK that tells none
 */
export function placeOf(context: SerializationContext | undefined): Buffer {
  const where =
    context === undefined
      ? []
      : context.type === 'workflow'
        ? ['workflow', context.namespace, context.workflowId.replace(FIRED_AT, '')]
        : [
            'activity',
            context.namespace,
            context.workflowId?.replace(FIRED_AT, '') ?? '',
            context.activityId ?? '',
            context.isLocal,
          ]
  return createHash('sha256').update(JSON.stringify(where)).digest().subarray(0, BYTES)
}

export const PLACE_BYTES = BYTES
