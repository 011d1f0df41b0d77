/** Load as Mambu makes it: many senders at once, and a request without an answer is sent again with its delivery key. */
import { loanBody } from './loan-body.ts'
import type { RecordingClient } from './recording-client.ts'
import { waitFor } from './wait-for.ts'

/** The loan of a delivery of the load is unknown to the stand-in: its task reads it once, then ends as rejected. */
export interface MambuLoad {
  readonly client: RecordingClient
  readonly process: string
  /** The direct URLs; the senders take turns. */
  readonly urls: readonly string[]
  readonly deliveries: number
  /** Default 16. */
  readonly senders?: number
  /** Begins every loan id and delivery key. */
  readonly name: string
}

/**
 * Sends until every delivery with a key is accepted. Each third one has no key: that one is never sent again, since it
 * may have been accepted.
 */
export async function sendLoad({
  client,
  process,
  urls,
  deliveries,
  senders = 16,
  name,
}: MambuLoad): Promise<void> {
  let next = 0
  const work = async () => {
    for (let index = next++; index < deliveries; index = next++) {
      const url = urls[index % urls.length] as string
      const key = index % 3 === 0 ? null : `${name}-${index}`
      const ref = `${name}-${index}`
      const delivery = { process, url, body: loanBody(ref), key, ref }
      for (let { status } = await client.send(delivery); isUnsettled(status); ) {
        await waitFor('a receiver is back', () => isAlive(url), 60_000)
        if (key === null) break
        status = (await client.send(delivery)).status
      }
    }
  }
  await Promise.all(Array.from({ length: senders }, work))
}

function isUnsettled(status: number | null): boolean {
  return status === null || status >= 500
}

async function isAlive(url: string): Promise<boolean> {
  return (await fetch(new URL('/livez', url))).ok
}
