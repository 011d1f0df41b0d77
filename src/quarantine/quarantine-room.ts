/**
 * Bounds the quarantine of a process, so that a broken template under load does not fill Temporal with entries. The
 * count comes from visibility, which is a moment late, and is asked for rarely: the bound is soft, and where it can't
 * be counted there is room. What finds no room is put aside in the inbox by the forwarder, never lost.
 */
import { StartnodeError } from '../errors/startnode-error.ts'
import type { StartClient } from '../temporal/start-client.ts'

const COUNT_AGAIN_MS = 5_000
const DEADLINE_MS = 2_000

interface Counted {
  /** Open entries then; asked for once, by however many come at the same time. */
  readonly open: Promise<number>
  /** Places taken since. */
  taken: number
  /** performance.now, ms. */
  readonly at: number
}

const counts = new WeakMap<StartClient, Map<string, Counted>>()

/**
 * Takes one place in the quarantine of a process.
 *
 * @param max open entries
 * @throws StartnodeError `quarantine_full`
 */
export async function takeQuarantineRoom(client: StartClient, process: string, max: number): Promise<void> {
  const known = counts.get(client) ?? new Map<string, Counted>()
  counts.set(client, known)
  let counted = known.get(process)
  if (counted === undefined || performance.now() - counted.at > COUNT_AGAIN_MS) {
    counted = { open: countOpen(client, process), taken: 0, at: performance.now() }
    known.set(process, counted)
  }
  if ((await counted.open) + counted.taken >= max)
    throw new StartnodeError(
      'quarantine_full',
      `${max} deliveries of ${process} are in quarantine: this one is put aside`,
    )
  counted.taken += 1
}

async function countOpen(client: StartClient, process: string): Promise<number> {
  try {
    const { count } = await client.withDeadline(Date.now() + DEADLINE_MS, () =>
      client.count(openEntriesOf(process)),
    )
    return count
  } catch {
    return 0
  }
}

/** A visibility query for the open entries of a process, or of all. A process id has no quote. */
export function openEntriesOf(process: string | null): string {
  const open = "WorkflowType = 'quarantinedDelivery' AND ExecutionStatus = 'Running'"
  return process === null ? open : `${open} AND WorkflowId STARTS_WITH '${process}/d/'`
}
