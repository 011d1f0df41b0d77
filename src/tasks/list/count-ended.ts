/**
 * How tasks of a process ended: how many in which state, and of the completed ones with which outcome. Temporal groups a count by
 * state only, so each outcome is a count of its own; which ones there are is found by asking for one that is not known yet.
 */
import type { Client } from '@temporalio/client'
import { defaultPayloadConverter } from '@temporalio/common'
import { withinDeadline } from '../../temporal/within-deadline.ts'
import { lackingAttributeOf, listTasks } from '../list-tasks.ts'
import { isAskable, quoteAll } from '../visibility-query.ts'
import { type TaskState, taskQuery } from './task-query.ts'

export interface EndedCount {
  readonly state: Exclude<TaskState, 'running' | 'waiting' | 'retrying'>
  /** Of completed ones; '': they said nothing; null: not told apart. */
  readonly endedAs: string | null
  readonly tasks: number
}

export interface EndedOfDay {
  /** UTC, e.g. `2026-11-24`. */
  readonly day: string
  /** Null: not counted in time. */
  readonly ended: readonly EndedCount[] | null
}

export interface EndedCounter {
  /**
   * @param hours back from now
   * @param deadline Unix ms
   * @returns null: not counted in time
   */
  last(process: string, hours: number, deadline: number): Promise<readonly EndedCount[] | null>
  /** @param days the last ones in UTC, today is one; the oldest first */
  byDay(process: string, days: number, deadline: number): Promise<readonly EndedOfDay[]>
}

/** What a list tells apart; more are counted together. */
const MAX_OUTCOMES = 12
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Outcomes older than that are not looked for. */
const LOOK_BACK_MS = 30 * DAY_MS
const FRESH_MS = 10_000
/** What is over changes only by what Temporal forgets. */
const FRESH_OF_PAST_MS = 600_000
const KEPT = 2_000
const STATE_OF: Readonly<Record<string, EndedCount['state']>> = {
  Completed: 'completed',
  Failed: 'failed',
  Canceled: 'canceled',
  Terminated: 'terminated',
  TimedOut: 'timed-out',
}

interface Span {
  readonly endedFrom: string
  readonly endedBefore?: string
}

/** @example await createEndedCounter(client).last('loan-approved', 24, Date.now() + 2_000) */
export function createEndedCounter(client: Client): EndedCounter {
  const outcomes = new Map<string, string[]>()
  const known = new Map<string, { readonly until: number; readonly counts: Promise<EndedCount[]> }>()

  /** However many look, Temporal is asked once in a while; what failed is asked for again. */
  function keep(
    key: string,
    freshMs: number,
    read: () => Promise<EndedCount[]>,
  ): Promise<EndedCount[] | null> {
    const now = performance.now()
    const before = known.get(key)
    if (before !== undefined && now < before.until) return before.counts.catch(() => null)
    const counts = read()
    known.delete(key)
    known.set(key, { until: now + freshMs, counts })
    if (known.size > KEPT) known.delete(known.keys().next().value ?? '')
    return counts.catch(() => {
      if (known.get(key)?.counts === counts) known.delete(key)
      return null
    })
  }

  const count = async (process: string, span: Span, deadline: number) =>
    countEnded(client, process, span, deadline, () => learnOutcomes(client, process, outcomes, deadline))

  return {
    last: (process, hours, deadline) =>
      keep(`${process} ${hours}`, FRESH_MS, () => {
        const endedFrom = new Date(Date.now() - hours * HOUR_MS).toISOString()
        return count(process, { endedFrom }, deadline)
      }),
    async byDay(process, days, deadline) {
      const today = Math.floor(Date.now() / DAY_MS) * DAY_MS
      const begins = Array.from({ length: days }, (_, at) => today - (days - 1 - at) * DAY_MS)
      const counted: EndedOfDay[] = []
      // One after the other: each is several counts
      for (const begin of begins) {
        const day = new Date(begin).toISOString().slice(0, 10)
        const span = {
          endedFrom: new Date(begin).toISOString(),
          endedBefore: new Date(begin + DAY_MS).toISOString(),
        }
        const freshMs = begin === today ? FRESH_MS : FRESH_OF_PAST_MS
        const ended = await keep(`${process} ${day}`, freshMs, () => count(process, span, deadline))
        counted.push({ day, ended })
      }
      return counted
    },
  }
}

async function countEnded(
  client: Client,
  process: string,
  span: Span,
  deadline: number,
  learn: () => Promise<readonly string[] | null>,
): Promise<EndedCount[]> {
  const ask = (query: string) =>
    withinDeadline(client, deadline, () =>
      client.workflowService.countWorkflowExecutions({ namespace: client.options.namespace, query }),
    )
  const { groups } = await ask(`${taskQuery({ process, ...span })} GROUP BY ExecutionStatus`)
  const byState = (groups ?? []).flatMap(({ groupValues, count }): EndedCount[] => {
    const [payload] = groupValues ?? []
    const state = payload ? STATE_OF[defaultPayloadConverter.fromPayload<string>(payload)] : undefined
    return state === undefined ? [] : [{ state, endedAs: null, tasks: Number(count ?? 0) }]
  })
  const completed = byState.find(({ state }) => state === 'completed')?.tasks ?? 0
  const outcomes = completed === 0 ? null : await learn()
  if (outcomes === null) return byState
  const told = await Promise.all(
    ['', ...outcomes].map(async (endedAs): Promise<EndedCount> => {
      const { count } = await ask(taskQuery({ process, state: 'completed', endedAs, ...span }))
      return { state: 'completed', endedAs, tasks: Number(count ?? 0) }
    }),
  )
  const rest = completed - told.reduce((sum, { tasks }) => sum + tasks, 0)
  return [
    ...told.filter(({ tasks }) => tasks > 0).sort((a, b) => b.tasks - a.tasks),
    ...(rest > 0 ? [{ state: 'completed' as const, endedAs: null, tasks: rest }] : []),
    ...byState.filter(({ state }) => state !== 'completed'),
  ]
}

/** @returns what is known of a process by then; null: the namespace keeps no outcomes */
async function learnOutcomes(
  client: Client,
  process: string,
  outcomes: Map<string, string[]>,
  deadline: number,
): Promise<readonly string[] | null> {
  const found = outcomes.get(process) ?? []
  outcomes.set(process, found)
  const endedFrom = new Date(Date.now() - LOOK_BACK_MS).toISOString()
  try {
    while (found.length < MAX_OUTCOMES && Date.now() < deadline) {
      const others = found.length === 0 ? '' : ` AND MpoOutcome NOT IN ${quoteAll(found)}`
      const { tasks } = await listTasks(client, {
        process,
        state: 'completed',
        endedFrom,
        search: `MpoOutcome IS NOT NULL${others}`,
        limit: 1,
      })
      const endedAs = tasks[0]?.endedAs
      if (!endedAs || !isAskable(endedAs)) break
      // Two may look at the same time
      if (!found.includes(endedAs)) found.push(endedAs)
    }
    return found
  } catch (error) {
    if (lackingAttributeOf(error) === null) throw error
    return null
  }
}
