/**
 * What a console wants to hear of, as events: one look a second at this receiver, and one every few seconds at Temporal,
 * however many consoles are open, and none while there is none. Each event is the whole state of its kind, so who missed
 * some has lost nothing.
 */
import type { Client } from '@temporalio/client'
import { defaultPayloadConverter } from '@temporalio/common'
import type { NeedKind, NowView } from '../../now/need.ts'
import { ALL_QUARANTINE, ALL_TASKS } from '../../tasks/visibility-query.ts'
import { withinDeadline } from '../../temporal/within-deadline.ts'
import type { AdminParts } from '../admin-parts.ts'

export type EventKind = 'now' | 'settings' | 'requests' | 'inbox' | 'tasks' | 'quarantine'

export interface AdminEvent {
  readonly id: string
  readonly kind: EventKind
  readonly data: Readonly<Record<string, unknown>>
}

export interface EventFeed {
  /**
   * Calls back with the state of every kind first, then with each change; a listener must not throw or wait.
   * @returns how to end that
   */
  subscribe(listener: (event: AdminEvent) => void): () => void
}

/** What stands above every page, whatever it is about. */
const OF_RECEIVER: readonly NeedKind[] = ['temporal', 'inbox_full', 'settings', 'workers']

type State = AdminEvent['data'] | null

const LOOK_MS = 1_000
/** Temporal is asked at every so manieth look. */
const ASK_EVERY = 3
const ASK_WITHIN_MS = 2_500
export function createEventFeed(parts: AdminParts): EventFeed {
  const listeners = new Set<(event: AdminEvent) => void>()
  const last = new Map<EventKind, AdminEvent>()
  /** Another start of this receiver counts anew: its ids must differ. */
  const boot = Date.now().toString(36)
  let count = 0
  let looks = 0
  let timer: NodeJS.Timeout | null = null
  let unwatch = () => {}

  function tell(kind: EventKind, data: State): void {
    if (data === null || JSON.stringify(last.get(kind)?.data) === JSON.stringify(data)) return
    count += 1
    const event = { id: `${boot}-${count}`, kind, data }
    last.set(kind, event)
    for (const listener of listeners) listener(event)
  }

  function look(): void {
    tell('settings', { ...parts.feed.status() })
    tell('requests', { total: parts.metrics.total() })
    tell('inbox', viewInbox(parts))
    if (looks % ASK_EVERY === 0) void ask()
    looks += 1
  }

  async function ask(): Promise<void> {
    const [tasks, quarantine] = await Promise.all([
      countByState(parts.client, ALL_TASKS),
      countByState(parts.client, ALL_QUARANTINE),
    ])
    tell('tasks', tasks)
    tell('quarantine', quarantine)
  }

  return {
    subscribe(listener) {
      if (timer === null) {
        looks = 0
        look()
        timer = setInterval(look, LOOK_MS)
        timer.unref()
        tell('now', viewNow(parts.now.view()))
        unwatch = parts.now.subscribe((view) => tell('now', viewNow(view)))
        void parts.now.look()
      }
      for (const event of last.values()) listener(event)
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0 || timer === null) return
        clearInterval(timer)
        timer = null
        unwatch()
      }
    },
  }
}

/** The verdict, and what every page should say: what the receiver itself suffers from. */
function viewNow({ state, since, needs }: NowView): State {
  const urgent = needs.filter(({ urgency }) => urgency !== 'look')
  const trouble = needs.flatMap(({ kind, text, link }) =>
    OF_RECEIVER.includes(kind) ? [{ text, link }] : [],
  )
  return { state, since, needs: urgent.length, trouble }
}

function viewInbox({ inbox, forwarder, watch }: AdminParts): State {
  if (inbox === null) return { mode: 'direct' }
  const { records, stuck, oldestReceivedAt } = inbox.counts()
  const { state, reason, forwarded } = forwarder?.status() ?? {}
  return {
    mode: 'durable',
    records,
    stuck,
    oldestReceivedAt,
    level: watch?.verdict().level ?? null,
    writable: inbox.isWritable(),
    state,
    reason,
    forwarded,
  }
}

/** @returns null: Temporal was not asked in time, so nothing is known to have changed */
async function countByState(client: Client, query: string): Promise<State> {
  const { namespace } = client.options
  try {
    const { groups } = await withinDeadline(client, Date.now() + ASK_WITHIN_MS, () =>
      client.workflowService.countWorkflowExecutions({
        namespace,
        query: `${query} GROUP BY ExecutionStatus`,
      }),
    )
    return Object.fromEntries(
      (groups ?? []).map(({ groupValues, count }) => {
        const [state] = groupValues ?? []
        return [state ? defaultPayloadConverter.fromPayload<string>(state) : '', Number(count ?? 0)]
      }),
    )
  } catch {
    return null
  }
}
