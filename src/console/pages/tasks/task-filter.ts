/** What tasks are looked for, as it stands in the URL of the page: whoever gets the link sees the same list. Pure. */
export interface TaskFilter {
  readonly process: string
  /** Ref or obj_id, the whole of it. */
  readonly text: string
  readonly state: string
  /** Title of the node it waits at. */
  readonly node: string
  /** A key of SINCE; '' any time; `custom`: from and before. */
  readonly since: string
  /** Local time as an input of a browser has it, e.g. `2026-11-24T09:30`. */
  readonly from: string
  readonly before: string
}

export const TASK_STATES = ['running', 'completed', 'failed', 'canceled', 'terminated', 'timed-out'] as const

const HOUR_MS = 3_600_000
export const SINCE: Readonly<Record<string, { readonly title: string; readonly ms: number }>> = {
  '1h': { title: 'in the last hour', ms: HOUR_MS },
  '24h': { title: 'in the last 24 hours', ms: 24 * HOUR_MS },
  '7d': { title: 'in the last 7 days', ms: 7 * 24 * HOUR_MS },
  '30d': { title: 'in the last 30 days', ms: 30 * 24 * HOUR_MS },
}

const FIELDS = {
  text: 'q',
  state: 'state',
  node: 'node',
  since: 'since',
  from: 'from',
  before: 'before',
} as const
const TASK_ID = /^[0-9a-f]{24}$/
const MINUTE_MS = 60_000

/** @param only process of the page; undefined: the page is about all */
export function readFilter(params: URLSearchParams, only?: string): TaskFilter {
  const read = (name: string) => params.get(name) ?? ''
  const state = read(FIELDS.state)
  const since = read(FIELDS.since)
  return {
    process: only ?? read('process'),
    text: read(FIELDS.text),
    state: (TASK_STATES as readonly string[]).includes(state) ? state : '',
    node: read(FIELDS.node),
    since: since === 'custom' || Object.hasOwn(SINCE, since) ? since : '',
    from: since === 'custom' ? read(FIELDS.from) : '',
    before: since === 'custom' ? read(FIELDS.before) : '',
  }
}

/** The other way round; what is not filtered by is left out. */
export function writeFilter(filter: TaskFilter, only?: string): URLSearchParams {
  const params = new URLSearchParams()
  const write = (name: string, value: string) => {
    if (value !== '') params.set(name, value)
  }
  if (only === undefined) write('process', filter.process)
  for (const [field, name] of Object.entries(FIELDS)) {
    if (filter.since !== 'custom' && (field === 'from' || field === 'before')) continue
    write(name, filter[field as keyof typeof FIELDS])
  }
  return params
}

/**
 * The query of `GET /tasks`. Times are those of whole minutes, so that the same filter asks the same again.
 *
 * @param now ms since 1970
 */
export function queryOf(filter: TaskFilter, now: number): URLSearchParams {
  const { process, text, state, node, since, from, before } = filter
  const query = new URLSearchParams()
  const ask = (name: string, value: string | null) => {
    if (value !== null && value !== '') query.set(name, value)
  }
  const wanted = text.trim()
  ask('process', process)
  ask(TASK_ID.test(wanted) ? 'taskId' : 'ref', wanted)
  // A task that has ended keeps the node it waited at last, and waits no more
  ask('state', node.trim() !== '' && state === '' ? 'running' : state)
  ask('node', node.trim())
  const span = SINCE[since]
  if (span !== undefined) {
    ask('startedFrom', new Date(Math.floor((now - span.ms) / MINUTE_MS) * MINUTE_MS).toISOString())
  }
  ask('startedFrom', isoOf(from))
  ask('startedBefore', isoOf(before))
  return query
}

export function isFiltered({ text, state, node, since }: TaskFilter): boolean {
  return [text, state, node, since].some((value) => value.trim() !== '')
}

function isoOf(local: string): string | null {
  const date = new Date(local)
  return local === '' || Number.isNaN(date.getTime()) ? null : date.toISOString()
}
