import type { Config } from '../config.ts'
import type { WaitingDelivery } from '../forwarder/waiting/list-waiting.ts'
import { callAdmin } from './admin-client.ts'

/** It opens one delivery after the other. ms */
const WITHIN_MS = 30_000

export interface FoundDelivery extends WaitingDelivery {
  /** Which holds it. */
  readonly receiver: string
}

/**
 * Asks the receiver at ADMIN_URL, and through it the others, for a delivery that is not a task yet.
 *
 * @param wanted.text obj_id, ref or delivery key
 * @returns null: no receiver answers
 */
export async function findInInboxes(
  config: Config,
  wanted: { readonly text: string; readonly process?: string },
): Promise<FoundDelivery[] | null> {
  try {
    const query = new URLSearchParams({ ...wanted })
    const answer = await callAdmin(config, `/inbox/find?${query}`, AbortSignal.timeout(WITHIN_MS))
    return ((await answer.json()) as { found: FoundDelivery[] }).found
  } catch {
    return null
  }
}
