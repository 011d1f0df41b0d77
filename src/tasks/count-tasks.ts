/**
 * How many tasks of a process are open, and what became of those that ended today: from Temporal's visibility, which is
 * a moment late. Temporal groups a count by state only, so each process is a query of its own; a list that many readers
 * look at every second asks once in a while.
 */
import type { Client } from '@temporalio/client'
import { defaultPayloadConverter } from '@temporalio/common'
import { withinDeadline } from '../temporal/within-deadline.ts'
import { createEndedCounter, type EndedCount, type EndedCounter } from './list/count-ended.ts'
import { OPEN, quarantineOf, tasksOf } from './visibility-query.ts'

export interface TaskCounts {
  readonly open: number
  /** In the last 24 hours. */
  readonly completed24h: number
  /** Failed, timed out or terminated in the last 24 hours; a cancelled one was somebody's will. */
  readonly failed24h: number
  /** How they ended in the last 24 hours; null: not counted in time. */
  readonly ended24h: readonly EndedCount[] | null
  /** Open entries in quarantine. */
  readonly quarantined: number
}

export interface TaskCounter {
  /**
   * @param processes ids
   * @returns by process; without those that Temporal did not count in time
   */
  count(processes: readonly string[]): Promise<ReadonlyMap<string, TaskCounts>>
}

const DAY_MS = 86_400_000
/** For one call with all it counts. */
const WITHIN_MS = 2_000
const FRESH_MS = 3_000
/** Counts asked for at the same time. */
const AT_ONCE = 8
const ENDED: readonly string[] = ['Completed', 'Failed', 'Canceled', 'TimedOut', 'Terminated']
const FAILED: readonly string[] = ['Failed', 'TimedOut', 'Terminated']

/** @example const counts = await createTaskCounter(client).count(['loan-approved']) */
export function createTaskCounter(client: Client): TaskCounter {
  const ended = createEndedCounter(client)
  const known = new Map<string, { readonly at: number; readonly counts: Promise<TaskCounts | null> }>()

  function countOne(process: string, deadline: number): Promise<TaskCounts | null> {
    const before = known.get(process)
    const now = performance.now()
    if (before !== undefined && now - before.at < FRESH_MS) return before.counts
    const counts = readCounts(client, process, deadline, ended).catch(() => null)
    known.set(process, { at: now, counts })
    return counts
  }

  return {
    async count(processes) {
      const deadline = Date.now() + WITHIN_MS
      const counted = new Map<string, TaskCounts>()
      const left = [...processes]
      const work = async () => {
        for (let process = left.shift(); process !== undefined; process = left.shift()) {
          const counts = Date.now() < deadline ? await countOne(process, deadline) : null
          if (counts !== null) counted.set(process, counts)
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
      return counted
    },
  }
}

async function readCounts(
  client: Client,
  process: string,
  deadline: number,
  ended: EndedCounter,
): Promise<TaskCounts> {
  const dayAgo = new Date(Date.now() - DAY_MS).toISOString()
  const query = `${tasksOf(process)} AND (${OPEN} OR CloseTime > '${dayAgo}') GROUP BY ExecutionStatus`
  const ask = (text: string) =>
    client.workflowService.countWorkflowExecutions({ namespace: client.options.namespace, query: text })
  const [tasks, quarantined] = await withinDeadline(client, deadline, () =>
    Promise.all([ask(query), ask(quarantineOf(process))]),
  )
  const byState = new Map<string, number>()
  for (const { groupValues, count } of tasks.groups ?? []) {
    const [state] = groupValues ?? []
    if (state) byState.set(defaultPayloadConverter.fromPayload<string>(state), Number(count ?? 0))
  }
  const sum = (states: readonly string[]) =>
    states.reduce((total, state) => total + (byState.get(state) ?? 0), 0)
  return {
    open: sum(['Running', 'Paused']),
    completed24h: sum(['Completed']),
    failed24h: sum(FAILED),
    ended24h: sum(ENDED) === 0 ? [] : await ended.last(process, 24, deadline),
    quarantined: Number(quarantined.count),
  }
}
