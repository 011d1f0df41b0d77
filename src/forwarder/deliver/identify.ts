/** The identity of a delivery as it comes out of an inbox, and of the entry that another body under its key gets. */
import type { Delivery } from '../../inbox/delivery.ts'
import { bodyDigestOf } from '../../process/ids/body-digest.ts'
import { entryIdOf } from '../../process/ids/entry-id.ts'
import { taskIdOf } from '../../process/ids/task-id.ts'

/**
 * A delivery as this version makes it. One that a version before left in the inbox has no digest, and an id without the
 * ref: under that, two refs of one key would be one task.
 */
export function identify(delivery: Delivery, concealKey: Buffer | null): Delivery {
  const { key, ref, refInId, addressed, callback, problem, body } = delivery
  if (key === null || delivery.digest !== undefined) return delivery
  const digest = bodyDigestOf(body)
  if (callback !== undefined) return { ...delivery, digest }
  if (problem !== null) {
    const about = refInId ?? ref ?? ''
    return withId({ ...delivery, digest }, entryIdOf({ addressed, key, about, digest }, concealKey))
  }
  return withId({ ...delivery, digest }, taskIdOf(addressed, key, refInId ?? ref))
}

/** The delivery as an entry beside the first one under its key. */
export function asEntry(delivery: Delivery, concealKey: Buffer | null): Delivery {
  const { key, taskId, addressed, digest = bodyDigestOf(delivery.body) } = delivery
  const entryId = entryIdOf({ addressed, key, about: taskId, digest }, concealKey)
  return withId({ ...delivery, identity: taskId }, entryId)
}

/**
 * A delivery without a key as the entry after one that has ended with the same bytes.
 *
 * @param about what is known of the one that has ended
 */
export function asNextEntry(delivery: Delivery, about: string, concealKey: Buffer | null): Delivery {
  const { addressed, body } = delivery
  return withId(delivery, entryIdOf({ addressed, key: null, about, digest: bodyDigestOf(body) }, concealKey))
}

/** The id that versions before gave to a delivery with a key and a ref. */
export function formerIdOf({ addressed, key }: Pick<Delivery, 'addressed' | 'key'>): string | null {
  return key === null ? null : taskIdOf(addressed, key)
}

function withId(delivery: Delivery, taskId: string): Delivery {
  return { ...delivery, taskId, requestId: `startnode-${taskId}` }
}
