import { createHash, createHmac } from 'node:crypto'

/** What an entry is made of. */
export interface EntryOf {
  /** As its URL named it. */
  readonly addressed: string
  /** Delivery key; null: there is none. */
  readonly key: string | null
  /** What else is known of its identity: the ref of a header, or the task that holds its key; '' when nothing is. */
  readonly about: string
  /** Of its body. */
  readonly digest: string
}

/**
 * Id of a delivery that can't be the task of its identity, since its body is bad, or is another one than that of the
 * first under its key: 24 lower-case hex, the same for every repeat of the same bytes.
 *
 * @param key of `concealKeyOf`: workflow ids stay readable, and with a key nobody can try bodies against them
 */
export function entryIdOf(
  { addressed, key: deliveryKey, about, digest }: EntryOf,
  key: Buffer | null,
): string {
  // Neither keys nor refs have control characters.
  const text = `startnode:entry:v1\0${addressed}\0${deliveryKey ?? ''}\0${about}\0${digest}`
  const hash = key === null ? createHash('sha256') : createHmac('sha256', key)
  return hash.update(text).digest('hex').slice(0, 24)
}
