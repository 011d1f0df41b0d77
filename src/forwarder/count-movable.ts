import type { InboxCounts } from '../inbox/inbox-contract.ts'

/**
 * Deliveries of an inbox that need not wait for somebody to resume their process.
 *
 * @param isPaused as the forwarder asks it
 * @example countMovable(inbox.counts(), isPaused)
 */
export function countMovable(
  { records, perProcess }: Pick<InboxCounts, 'records' | 'perProcess'>,
  isPaused: (process: string) => boolean,
): number {
  let movable = records
  for (const [process, count] of Object.entries(perProcess)) if (isPaused(process)) movable -= count
  return movable
}
