/** How many open tasks of an imported process run which version: each is asked, so a worker must be there. */
import type { Client } from '@temporalio/client'
import { workflowTypeOf } from '../process/ids/process-id.ts'
import { explainTemporalError } from '../temporal/explain-temporal-error.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'
import { askVersion } from './versions-in-use.ts'
import { quote } from './visibility-query.ts'

/** Who uses a version. */
export interface VersionUse {
  readonly tasks: number
  /** When the oldest of them began, ISO 8601, UTC. */
  readonly since: string
  /** The oldest few. */
  readonly oldest: readonly {
    readonly workflowId: string
    readonly runId: string
    readonly startedAt: string
  }[]
}

export interface CountedVersions {
  /** Open tasks, of all versions. */
  readonly open: number
  /** Those that were asked: the oldest, since those of older versions are among them. */
  readonly asked: number
  /** Asked, but no worker told in time. */
  readonly silent: number
  readonly uses: ReadonlyMap<string, VersionUse>
}

const MAX_ASKED = 500
/** A worker may replay each task for it. */
const AT_ONCE = 8
const WITHIN_MS = 8_000
const SHOWN = 5
/** Before the first task of anybody. */
const EPOCH = Date.UTC(2020, 0, 1)

interface OpenTask {
  readonly workflowId: string
  readonly runId: string
  readonly startedAt: string
}

/**
 * Counts them, of many open tasks over the oldest.
 *
 * @param most tasks that are asked (default 500)
 * @throws TemporalUnreachableError when not even the list of tasks came in time
 */
export async function countVersions(
  client: Client,
  process: string,
  most = MAX_ASKED,
): Promise<CountedVersions> {
  const deadline = Date.now() + WITHIN_MS
  const query = `WorkflowType = ${quote(workflowTypeOf(process))} AND ExecutionStatus = 'Running'`
  const count = async (more = '') =>
    (await withinDeadline(client, deadline, () => client.workflow.count(query + more))).count
  const { open, tasks } = await findOldest().catch((error: unknown) => {
    throw explainTemporalError(error, 'counting the tasks of a version')
  })

  async function findOldest(): Promise<{ open: number; tasks: OpenTask[] }> {
    const all = await count()
    const before = all > most ? await findTime((time) => count(startedBefore(time)), most) : null
    const listed: OpenTask[] = []
    const wanted = query + (before === null ? '' : startedBefore(before))
    for await (const { workflowId, runId, startTime } of client.workflow.list({ query: wanted })) {
      listed.push({ workflowId, runId, startedAt: startTime.toISOString() })
      if (listed.length === most) break
    }
    return { open: Math.max(all, listed.length), tasks: listed }
  }

  const found = new Map<string, OpenTask[]>()
  let silent = 0
  const left = [...tasks]
  const work = async () => {
    for (let task = left.shift(); task !== undefined; task = left.shift()) {
      const { workflowId, runId } = task
      const version = await withinDeadline(client, deadline, () =>
        askVersion(client, workflowId, runId),
      ).catch(() => null)
      if (version === null) silent += 1
      else found.set(version, [...(found.get(version) ?? []), task])
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return {
    open,
    asked: tasks.length,
    silent,
    uses: new Map([...found].map(([version, of]) => [version, useOf(of)])),
  }
}

const startedBefore = (time: number) => ` AND StartTime < ${quote(new Date(time).toISOString())}`

/** A moment before which about as many began as may be asked, and not more; null: they began all at once. */
async function findTime(
  countBefore: (time: number) => Promise<number>,
  most: number,
): Promise<number | null> {
  let early = EPOCH
  let late = Date.now()
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2)
    const began = await countBefore(middle)
    if (began > most) late = middle
    else early = middle
    if (began > most / 2 && began <= most) return middle
  }
  return (await countBefore(early)) === 0 ? null : early
}

function useOf(tasks: readonly OpenTask[]): VersionUse {
  const oldest = tasks.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1)).slice(0, SHOWN)
  return { tasks: tasks.length, since: oldest[0]?.startedAt ?? '', oldest }
}
