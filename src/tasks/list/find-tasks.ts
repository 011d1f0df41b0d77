/** Finds tasks by a filter and by what somebody typed: a page, a count, or all of them, always the same ones. */
import type { Client } from '@temporalio/client'
import { refWorkflowId } from '../../process/ids/workflow-id.ts'
import { nodeAttribute } from '../../process/node-attribute.ts'
import {
  countTasks,
  describeTask,
  lackingAttributeOf,
  listBeside,
  listTasks,
  type TaskRow,
} from '../list-tasks.ts'
import { readSearch, type Search } from './read-search.ts'
import type { TaskFilter } from './task-query.ts'

/** A filter with what was typed into the search box, not understood yet. */
export interface Wanted extends Omit<TaskFilter, 'search'> {
  readonly find?: string | undefined
}

/** What this receiver knows of refs. */
export interface RefLookup {
  /** Ids of the processes there are. */
  processes(): Iterable<string>
  /** What stands for a ref of a process in ids: itself, or its HMAC. */
  refInId(process: string, ref: string): string
  /** A data field as tasks of a process carry it, e.g. `loan=LN-1`; null: none can have this value. */
  fieldShownAs(process: string, name: string, value: string): string | null
}

export interface FoundPage {
  readonly tasks: readonly TaskRow[]
  /** Null: there are no more. */
  readonly cursor: string | null
  /** How the typed text was understood; null: none was. */
  readonly search: Search | null
  /** Of the first page of a search: entries in quarantine and undecided deliveries that match, which are no tasks. */
  readonly beside: readonly TaskRow[]
}

export interface TaskFinder {
  /** @throws TemporalUnreachableError; StartnodeError `usage`, `request_invalid` */
  page(wanted: Wanted, limit: number, cursor?: string): Promise<FoundPage>
  count(wanted: Wanted): Promise<number>
  /** All of them, page by page, at most so many. */
  all(wanted: Wanted, most: number): AsyncGenerator<readonly TaskRow[]>
}

const BESIDE = 5
/** Temporal gives as many at a time. */
const PAGE = 1_000
/** Of one ref in many processes. */
const AT_ONCE = 8
/** How long a namespace is believed to lack `MpoFields`. */
const LACKS_FOR_MS = 60_000

/** @example const { tasks } = await createTaskFinder(client, lookup).page({ find: 'LN-3' }, 50) */
export function createTaskFinder(client: Client, lookup: RefLookup): TaskFinder {
  let lacksFieldsUntil = 0

  function understand({ process, find }: Wanted): Search | null {
    if (find === undefined || find.trim() === '') return null
    const concealedOf = (text: string) =>
      processesOf(process).flatMap((each) => {
        const concealed = lookup.refInId(each, text)
        return concealed === text ? [] : [{ process: each, concealed }]
      })
    const shownAs = (name: string, value: string) => [
      ...new Set(processesOf(process).flatMap((each) => lookup.fieldShownAs(each, name, value) ?? [])),
    ]
    return readSearch(find, concealedOf, Date.now() >= lacksFieldsUntil ? shownAs : null)
  }

  const processesOf = (process: string | undefined) =>
    process === undefined ? [...lookup.processes()] : [process]

  /** A namespace without `MpoFields` still finds refs that look like a field. */
  async function asked<T>(wanted: Wanted, ask: (search: Search | null, filter: TaskFilter) => Promise<T>) {
    const attempt = () => {
      const search = understand(wanted)
      const { find: _, ...filter } = wanted
      return ask(search, search?.clause ? { ...filter, search: search.clause } : filter)
    }
    try {
      return await attempt()
    } catch (error) {
      if (lackingAttributeOf(error) !== 'MpoFields') throw error
      lacksFieldsUntil = Date.now() + LACKS_FOR_MS
      return attempt()
    }
  }

  /** The latest task of each process with such a ref or workflow id: visibility can't look for it. */
  async function describeAll({ kind, text }: Search, { process, ...rest }: TaskFilter): Promise<TaskRow[]> {
    const ids =
      kind === 'workflow id'
        ? [text]
        : processesOf(process).map((each) => refWorkflowId(each, lookup.refInId(each, text)))
    const found: TaskRow[] = []
    const left = [...ids]
    const work = async () => {
      for (let id = left.shift(); id !== undefined; id = left.shift()) {
        const row = await describeTask(client, id)
        if (row?.outcome === 'task' && fits(row, rest)) found.push(row)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    return found.sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
  }

  const finder: TaskFinder = {
    page: (wanted, limit, cursor) =>
      asked(wanted, async (search, filter) => {
        if (search !== null && search.clause === null)
          return { tasks: await describeAll(search, filter), cursor: null, search, beside: [] }
        const { process, search: clause } = filter
        const [page, beside] = await Promise.all([
          listTasks(client, { ...filter, limit, cursor }),
          clause === undefined || cursor !== undefined
            ? []
            : listBeside(client, { process, search: clause }, BESIDE),
        ])
        return { ...page, search, beside }
      }),
    count: (wanted) =>
      asked(wanted, async (search, filter) =>
        search !== null && search.clause === null
          ? (await describeAll(search, filter)).length
          : countTasks(client, filter),
      ),
    async *all(wanted, most) {
      let cursor: string | undefined
      for (let left = most; left > 0; ) {
        const page = await finder.page(wanted, Math.min(PAGE, left), cursor)
        if (page.tasks.length > 0) yield page.tasks
        left -= page.tasks.length
        if (page.cursor === null) return
        cursor = page.cursor
      }
    },
  }
  return finder
}

const STATUS_OF: Readonly<Record<string, readonly string[]>> = {
  running: ['RUNNING', 'PAUSED'],
  waiting: ['RUNNING', 'PAUSED'],
  retrying: ['RUNNING', 'PAUSED'],
  completed: ['COMPLETED'],
  failed: ['FAILED'],
  canceled: ['CANCELED', 'CANCELLED'],
  terminated: ['TERMINATED'],
  'timed-out': ['TIMED_OUT'],
}

/** What visibility would have filtered by. */
function fits(row: TaskRow, filter: TaskFilter): boolean {
  const { state, node, endedAs, cause, startedFrom, startedBefore, endedFrom, endedBefore } = filter
  const isWithin = (at: string | null, from: string | undefined, before: string | undefined) =>
    (from === undefined && before === undefined) ||
    (at !== null &&
      (from === undefined || Date.parse(at) >= Date.parse(from)) &&
      (before === undefined || Date.parse(at) < Date.parse(before)))
  return (
    (state === undefined || (STATUS_OF[state] ?? []).includes(row.status)) &&
    ((state !== 'waiting' && state !== 'retrying') || row.doing === state) &&
    (node === undefined || (row.node ?? '') === nodeAttribute(node)) &&
    (endedAs === undefined || (row.endedAs ?? '') === endedAs) &&
    (cause === undefined || (row.cause ?? '') === cause) &&
    isWithin(row.startedAt, startedFrom, startedBefore) &&
    isWithin(row.closedAt, endedFrom, endedBefore)
  )
}
