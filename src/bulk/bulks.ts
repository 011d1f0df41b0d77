/**
 * Runs changes of many things. What is changed is frozen when it is prepared, so that nothing is changed that nobody saw; each thing
 * by itself, so that one that can't be done keeps no other from it. It lives in this process: a restart stops it, and what was done
 * stays done.
 */
import { randomUUID } from 'node:crypto'
import { ERRORS, type ErrorCode } from '../errors/error-table.ts'
import { isStartnodeError, StartnodeError } from '../errors/startnode-error.ts'
import type { BulkFailure, BulkPlan, BulkView } from './bulk-view.ts'

export interface Bulks {
  /** Keeps a plan until it is started. @throws StartnodeError `bulk_too_large` */
  prepare(plan: BulkPlan): BulkView
  /** Starts it; one that was started is not started again. @throws StartnodeError `bulk_unknown` */
  start(id: string, by: string): BulkView
  /** What is under way is finished, nothing else is begun. @throws StartnodeError `bulk_unknown` */
  stop(id: string): BulkView
  /** @throws StartnodeError `bulk_unknown` */
  view(id: string): BulkView
  /** The newest first. */
  list(): readonly BulkView[]
  /** What could not be done, all of it. @throws StartnodeError `bulk_unknown` */
  failures(id: string): readonly BulkFailure[]
}

/** Things of one bulk. */
export const MAX_ITEMS = 10_000
/** Things that are changed at the same time: each waits for a server or a worker. */
const AT_ONCE = 4
const FIRST = 10
const SHOWN_FAILURES = 50
const KEPT = 50
const PREPARED_FOR_MS = 900_000
const ENDED_FOR_MS = 3_600_000

interface Bulk {
  readonly id: string
  readonly plan: BulkPlan
  readonly createdAt: number
  state: BulkView['state']
  startedAt: number | null
  endedAt: number | null
  next: number
  done: number
  readonly failures: BulkFailure[]
  why: string | null
}

/** @param now Unix ms, for how long things are kept */
export function createBulks({ now = Date.now }: { readonly now?: () => number } = {}): Bulks {
  const bulks = new Map<string, Bulk>()
  const inHand = new Map<string, Promise<unknown>>()

  /** Two changes of the same thing at once would both find it as it was, and both be done. */
  async function alone(thing: string, perform: () => Promise<unknown>): Promise<void> {
    const before = inHand.get(thing)
    const mine = before === undefined ? perform() : before.then(perform, perform)
    inHand.set(thing, mine)
    try {
      await mine
    } finally {
      if (inHand.get(thing) === mine) inHand.delete(thing)
    }
  }

  function forget(): void {
    for (const [id, { state, createdAt, endedAt }] of bulks) {
      const isOver = endedAt !== null && now() - endedAt > ENDED_FOR_MS
      if (isOver || (state === 'prepared' && now() - createdAt > PREPARED_FOR_MS)) bulks.delete(id)
    }
    for (const [id, { state }] of bulks) {
      if (bulks.size <= KEPT) break
      if (state !== 'running') bulks.delete(id)
    }
  }

  function find(id: string): Bulk {
    forget()
    const bulk = bulks.get(id)
    if (bulk === undefined)
      throw new StartnodeError(
        'bulk_unknown',
        'This receiver has no such change of many, or not any more: look at what was to be changed, and prepare it again',
      )
    return bulk
  }

  async function run(bulk: Bulk): Promise<void> {
    const { items, perform, subject } = bulk.plan
    const work = async () => {
      while (bulk.state === 'running' && bulk.next < items.length) {
        const at = bulk.next
        bulk.next += 1
        const id = items[at]?.id ?? ''
        try {
          await alone(`${subject} ${id}`, () => perform(at))
          bulk.done += 1
        } catch (error) {
          const failure = failureOf(id, error)
          bulk.failures.push(failure)
          // Each of the others would wait for the same, and fail alike
          if (failure.code === 'temporal_unreachable') end(bulk, 'stopped', failure.message)
        }
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    if (bulk.state === 'running') bulk.state = 'done'
    bulk.endedAt = now()
  }

  function end(bulk: Bulk, state: BulkView['state'], why: string | null): void {
    if (bulk.state !== 'running' && bulk.state !== 'prepared') return
    if (bulk.state === 'prepared') bulk.endedAt = now()
    bulk.state = state
    bulk.why = why
  }

  return {
    prepare(plan) {
      if (plan.items.length > MAX_ITEMS)
        throw new StartnodeError(
          'bulk_too_large',
          `More than ${MAX_ITEMS} are meant: narrow the filter, such as by a time, and do it in parts`,
        )
      const bulk: Bulk = {
        id: randomUUID(),
        plan,
        createdAt: now(),
        state: 'prepared',
        startedAt: null,
        endedAt: null,
        next: 0,
        done: 0,
        failures: [],
        why: null,
      }
      bulks.set(bulk.id, bulk)
      forget()
      return viewOf(bulk)
    },
    start(id, by) {
      const bulk = find(id)
      if (bulk.plan.by !== by)
        throw new StartnodeError('role_missing', `It was prepared by ${bulk.plan.by}: only they start it`)
      if (bulk.state === 'prepared') {
        bulk.state = 'running'
        bulk.startedAt = now()
        void run(bulk)
      }
      return viewOf(bulk)
    },
    stop(id) {
      const bulk = find(id)
      end(bulk, 'stopped', null)
      return viewOf(bulk)
    },
    view: (id) => viewOf(find(id)),
    list() {
      forget()
      return [...bulks.values()].reverse().map(viewOf)
    },
    failures: (id) => find(id).failures,
  }
}

function viewOf({ id, plan, state, createdAt, startedAt, endedAt, done, failures, why }: Bulk): BulkView {
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  return {
    id,
    subject: plan.subject,
    action: plan.action,
    by: plan.by,
    state,
    // A stopped one that still finishes what is under way has no end yet
    isOver: endedAt !== null,
    total: plan.items.length,
    done,
    failed: failures.length,
    createdAt: iso(createdAt) ?? '',
    startedAt: iso(startedAt),
    endedAt: iso(endedAt),
    why,
    first: plan.items.slice(0, FIRST).map(({ id: item, told }) => ({ id: item, told })),
    failures: failures.slice(0, SHOWN_FAILURES),
  }
}

function failureOf(id: string, error: unknown): BulkFailure {
  if (isStartnodeError(error)) return { id, code: error.code as ErrorCode, message: error.message }
  return { id, code: 'internal', message: ERRORS.internal.text }
}
