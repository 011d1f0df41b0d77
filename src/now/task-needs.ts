/**
 * Tasks that need somebody, from Temporal's visibility, which is a moment late: failed, being tried again, rejected by the
 * process itself, waiting. What a list does not hold whole is counted group by group, so that each number is right.
 */
import type { Client } from '@temporalio/client'
import type { StartNode } from '../start-node/start-node.ts'
import type { TaskFilter } from '../tasks/list/task-query.ts'
import { countTasks, listTasks, type TaskRow } from '../tasks/list-tasks.ts'
import { groupTasks, newerOf, type TaskGroup } from './group-tasks.ts'
import { isRejection } from './is-rejection.ts'
import { linkTo } from './link-to.ts'
import { makeNeed, type Need, type NeedKind } from './need.ts'

export interface TaskNeedsParts {
  readonly client: Client
  readonly startNodes: ReadonlyMap<string, StartNode>
  /** Since when somebody is done with a need, by its id; null: nobody is. */
  seenAt(id: string): string | null
}

/** What ended longer ago is history; a failure on Friday evening is still there on Monday. */
export const ENDED_WITHIN_MS = 7 * 86_400_000
/** Temporal gives no more at a time. */
const LISTED = 1_000
/** Groups of a list that is cut which are counted; the smaller ones are counted as they were listed. */
const COUNTED = 20
const AT_ONCE = 4
/** Ages at which the oldest of a group that is not listed whole is looked for, ms. */
const AGES_MS = [30, 7, 3, 1].map((days) => days * 86_400_000)

/** A state of tasks as a kind of need. */
interface Asked {
  readonly kind: NeedKind
  readonly filter: TaskFilter
  /** Which rows count, and what they tell. */
  told(row: TaskRow): (Pick<TaskGroup, 'cause' | 'since'> & { readonly node?: null }) | null
  /** Exactly those of a group; node and cause are '' where it has none and others of its process have. */
  within(group: TaskGroup): TaskFilter
  text(group: TaskGroup): string
  readonly advice: string
  readonly seenable: boolean
}

/**
 * @param now ms since 1970
 * @returns needs, and of what could not be asked why, by kind
 */
export async function readTaskNeeds(
  parts: TaskNeedsParts,
  now: number,
): Promise<{ readonly needs: Need[]; readonly unknown: ReadonlyMap<NeedKind, string> }> {
  const unknown = new Map<NeedKind, string>()
  const read = await Promise.all(
    askedOf(parts, now).map(async (asked) => {
      try {
        return await readKind(parts, asked, now)
      } catch (error) {
        unknown.set(asked.kind, (error as Error).message)
        return []
      }
    }),
  )
  return { needs: read.flat(), unknown }
}

function askedOf({ startNodes }: TaskNeedsParts, now: number): Asked[] {
  const endedFrom = new Date(now - ENDED_WITHIN_MS).toISOString()
  const byState = (group: TaskGroup): TaskFilter => ({
    ...(group.node === null ? {} : { node: group.node }),
    ...(group.cause === null ? {} : { cause: group.cause }),
  })
  const open = (kind: 'retrying' | 'waiting', text: Asked['text'], advice: string): Asked => ({
    kind,
    filter: { state: kind },
    told: ({ cause, since }) => ({ cause, since }),
    within: (group) => ({ state: kind, ...byState(group) }),
    text,
    advice,
    seenable: false,
  })
  const ended = (state: 'failed' | 'timed-out', cause: (row: TaskRow) => string | null): Asked => ({
    kind: 'failed',
    filter: { state, endedFrom },
    told: (row) => ({ cause: cause(row), since: row.closedAt }),
    within: (group) => ({
      state,
      endedFrom,
      ...byState(state === 'failed' ? group : { ...group, cause: null }),
    }),
    text: ({ process, cause }) => `Tasks of ${process} failed${cause === null ? '' : `: ${cause}`}`,
    advice: 'Mend the cause, then reset them or run them again',
    seenable: true,
  })
  return [
    ended('failed', ({ cause }) => cause),
    ended('timed-out', () => 'timed out'),
    open(
      'retrying',
      ({ process, cause }) =>
        `Tasks of ${process} are being tried again${cause === null ? '' : `: ${cause}`}`,
      'They go on by themselves once it answers; "Try now" does not wait for the next try',
    ),
    {
      kind: 'rejected',
      filter: { state: 'completed', endedFrom },
      told: ({ process, endedAs, closedAt }) =>
        endedAs !== null && isRejection(endedAs, startNodes.get(process ?? '') ?? null)
          ? { cause: endedAs, since: closedAt, node: null }
          : null,
      within: ({ cause }) => ({
        state: 'completed',
        endedFrom,
        ...(cause === null ? {} : { endedAs: cause }),
      }),
      text: ({ process, cause }) => `Tasks of ${process} ended as ${cause}`,
      advice: 'The process did what it should; its business partner may have to know',
      seenable: true,
    },
    open(
      'waiting',
      ({ process, cause }) => `Tasks of ${process} wait for ${WAITS[cause ?? ''] ?? 'somebody'}`,
      'Decide, or answer',
    ),
  ]
}

/** What a wait is for; the others end by themselves and need nobody. */
const WAITS: Readonly<Record<string, string>> = {
  decision: 'a decision',
  signal: 'a signal',
  stand: 'somebody to modify them',
  webhook: 'a webhook',
  callback: 'a callback',
}
/** Other systems have this long before somebody has to ask them. */
const PATIENCE_MS = 86_400_000
const OF_OTHERS: readonly string[] = ['webhook', 'callback']

async function readKind(parts: TaskNeedsParts, asked: Asked, now: number): Promise<Need[]> {
  const { client, startNodes } = parts
  const { tasks: rows, cursor } = await listTasks(client, { ...asked.filter, limit: LISTED })
  const isWhole = cursor === null
  const listed = rows.flatMap((row) => (asked.told(row) === null ? [] : [row]))
  const groups = groupTasks(listed, (row) => asked.told(row as TaskRow) as Pick<TaskGroup, 'cause' | 'since'>)
  const declared = asked.kind === 'rejected' && !isWhole ? declaredRejections(startNodes, groups) : []
  const left = [...groups, ...declared].filter(
    ({ cause }) => asked.kind !== 'waiting' || cause === null || Object.hasOwn(WAITS, cause),
  )
  const needs: Need[] = []
  let counted = 0
  const work = async () => {
    for (let group = left.shift(); group !== undefined; group = left.shift()) {
      const isCounted = !isWhole && counted++ < COUNTED
      const need = await needOf(parts, asked, group, asked.within(tellApart(group, groups)), isCounted, now)
      if (need !== null) needs.push(need)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return needs
}

async function needOf(
  { client, seenAt }: TaskNeedsParts,
  asked: Asked,
  group: TaskGroup,
  within: TaskFilter,
  isCut: boolean,
  now: number,
): Promise<Need | null> {
  const { process, node, cause } = group
  const filter: TaskFilter = { ...within, ...(process === null ? {} : { process }) }
  const given = {
    ...{ process, node, cause },
    text: asked.text(group),
    advice: asked.advice,
    seenable: asked.seenable,
  }
  const { id } = makeNeed(asked.kind, given)
  const seen = asked.seenable ? seenAt(id) : null
  const exact = seen === null ? filter : { ...filter, endedFrom: seen }
  const count = isCut || seen !== null ? await countTasks(client, exact) : group.count
  if (count === 0) return null
  const since = isCut && !asked.seenable ? await findOldest(client, exact, group, now) : group.since
  const link = linkTo('/tasks', exact)
  if (asked.kind !== 'waiting' || cause === null || !OF_OTHERS.includes(cause))
    return makeNeed(asked.kind, { ...given, count, since: newerOf(seen, since), until: group.until, link })
  if (since === null || now - Date.parse(since) < PATIENCE_MS) return null
  const text = `${given.text} for over a day`
  return makeNeed('unanswered', { ...given, text, count, since, link, advice: 'Ask who should have called' })
}

/** Without a node or a cause it would be all of the process. Where none has one, the namespace may not know the attribute. */
function tellApart(group: TaskGroup, groups: readonly TaskGroup[]): TaskGroup {
  const others = groups.filter(({ process }) => process === group.process)
  const node = group.node ?? (others.some((other) => other.node !== null) ? '' : null)
  return { ...group, node, cause: group.cause ?? (others.some(({ cause }) => cause !== null) ? '' : null) }
}

/** Of what a list does not hold whole: the oldest age that some have passed. */
async function findOldest(
  client: Client,
  filter: TaskFilter,
  group: TaskGroup,
  now: number,
): Promise<string | null> {
  for (const age of AGES_MS) {
    const before = new Date(now - age).toISOString()
    if ((await countTasks(client, { ...filter, search: `MpoSince < '${before}'` })) > 0) return before
  }
  return group.since
}

/** A process that ends a thousand tasks a day must not hide the one that it rejected. */
function declaredRejections(
  startNodes: ReadonlyMap<string, StartNode>,
  known: readonly TaskGroup[],
): TaskGroup[] {
  return [...startNodes.values()].flatMap(({ process, refusals }) =>
    (refusals ?? [])
      .filter((cause) => !known.some((group) => group.process === process && group.cause === cause))
      .map((cause) => ({ process, node: null, cause, count: 0, since: null, until: null })),
  )
}
