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
/** Halvings of the time in which the oldest are looked for: down to a second, of years. */
const MAX_HALVINGS = 28

interface OpenTask {
  readonly workflowId: string
  readonly runId: string
  readonly startedAt: string
}

/**
 * Counts them, of more than 500 open tasks over the oldest.
 *
 * @throws TemporalUnreachableError when not even the list of tasks came in time
 */
export async function countVersions(client: Client, process: string): Promise<CountedVersions> {
  const deadline = Date.now() + WITHIN_MS
  const query = `WorkflowType = ${quote(workflowTypeOf(process))} AND ExecutionStatus = 'Running'`
  const count = async (more = '') =>
    (await withinDeadline(client, deadline, () => client.workflow.count(query + more))).count
  const { open, tasks } = await findOldest().catch((error: unknown) => {
    throw explainTemporalError(error, 'counting the tasks of a version')
  })

  async function findOldest(): Promise<{ open: number; tasks: OpenTask[] }> {
    const all = await count()
    const before = all > MAX_ASKED ? await findTime((time) => count(startedBefore(time))) : null
    const listed: OpenTask[] = []
    const wanted = query + (before === null ? '' : startedBefore(before))
    for await (const { workflowId, runId, startTime } of client.workflow.list({ query: wanted })) {
      listed.push({ workflowId, runId, startedAt: startTime.toISOString() })
      if (listed.length === MAX_ASKED) break
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

/** The latest moment before which no more began than are asked; null: more began within the oldest second. */
async function findTime(countBefore: (time: number) => Promise<number>): Promise<number | null> {
  let early = 0
  let late = Date.now()
  for (let halving = 0; halving < MAX_HALVINGS && late - early > 1_000; halving += 1) {
    const middle = Math.floor((early + late) / 2)
    const began = await countBefore(middle)
    if (began > MAX_ASKED) late = middle
    else early = middle
    if (began > MAX_ASKED / 2 && began <= MAX_ASKED) break
  }
  return (await countBefore(early)) === 0 ? null : early
}

function useOf(tasks: readonly OpenTask[]): VersionUse {
  const oldest = tasks.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1)).slice(0, SHOWN)
  return { tasks: tasks.length, since: oldest[0]?.startedAt ?? '', oldest }
}
