/** What tasks are looked for, as it stands in the URL of the page: whoever gets the link sees the same list. Pure. */
export interface TaskFilter {
  readonly process: string
  /** Ref or its beginning, obj_id, workflow id, `name=value`. */
  readonly text: string
  readonly state: string
  /** How the process says it ended; NONE: it said nothing. */
  readonly outcome: string
  /** Why it is tried again or failed. */
  readonly cause: string
  /** Title of the node it waits at. */
  readonly node: string
  /** A key of SINCE; '' any time; `custom`: from and before. */
  readonly since: string
  /** Local time as an input of a browser has it, e.g. `2026-11-24T09:30`. */
  readonly from: string
  readonly before: string
  /** A key of SINCE, a day (UTC) such as `2026-11-24`, or a time to begin at, ISO 8601; '' any time. */
  readonly ended: string
}

/** As the API names them, and as people read them. */
export const TASK_STATES = {
  running: 'running',
  waiting: 'waiting',
  retrying: 'being tried again',
  completed: 'completed',
  failed: 'failed',
  canceled: 'cancelled',
  terminated: 'terminated',
  'timed-out': 'timed out',
} as const

/** In the URL, for tasks that have no outcome, no node or no cause. */
export const NONE = '(none)'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
export const SINCE: Readonly<Record<string, { readonly title: string; readonly ms: number }>> = {
  '1h': { title: 'in the last hour', ms: HOUR_MS },
  '24h': { title: 'in the last 24 hours', ms: DAY_MS },
  '7d': { title: 'in the last 7 days', ms: 7 * DAY_MS },
  '30d': { title: 'in the last 30 days', ms: 30 * DAY_MS },
}

const FIELDS = {
  text: 'q',
  state: 'state',
  outcome: 'outcome',
  cause: 'cause',
  node: 'node',
  since: 'since',
  from: 'from',
  before: 'before',
  ended: 'ended',
} as const
const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/
const DAY = /^\d{4}-\d\d-\d\d$/
const MINUTE_MS = 60_000

/** @param only process of the page; undefined: the page is about all */
export function readFilter(params: URLSearchParams, only?: string): TaskFilter {
  const read = (name: string) => params.get(name) ?? ''
  const state = read(FIELDS.state)
  const since = read(FIELDS.since)
  const ended = read(FIELDS.ended)
  return {
    process: only ?? read('process'),
    text: read(FIELDS.text),
    state: Object.hasOwn(TASK_STATES, state) ? state : '',
    outcome: read(FIELDS.outcome),
    cause: read(FIELDS.cause),
    node: read(FIELDS.node),
    since: since === 'custom' || Object.hasOwn(SINCE, since) ? since : '',
    from: since === 'custom' ? read(FIELDS.from) : '',
    before: since === 'custom' ? read(FIELDS.before) : '',
    ended: Object.hasOwn(SINCE, ended) || isDay(ended) || isTime(ended) ? ended : '',
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
 * The query of `GET /tasks`, and of all else about the same tasks. Times are those of whole minutes, so that the same filter asks the
 * same again.
 *
 * @param now ms since 1970
 */
export function queryOf(filter: TaskFilter, now: number): URLSearchParams {
  const { process, text, state, outcome, cause, node, since, from, before, ended } = filter
  const query = new URLSearchParams()
  const ask = (name: string, value: string | null) => {
    if (value !== null && value !== '') query.set(name, value)
  }
  ask('process', process)
  ask('find', text.trim())
  // A task that has ended keeps the node it waited at last, and waits no more
  ask('state', node.trim() !== '' && state === '' ? 'running' : state)
  // As they are: a title of a node may begin or end with a space
  for (const [name, value] of Object.entries({ node, endedAs: outcome, cause })) {
    if (value === NONE) query.set(name, '')
    else if (value.trim() !== '') query.set(name, value)
  }
  ask('startedFrom', agoOf(since, now))
  ask('startedFrom', isoOf(from))
  ask('startedBefore', isoOf(before))
  ask('endedFrom', isTime(ended) ? ended : agoOf(ended, now))
  if (isDay(ended)) {
    const day = Date.parse(`${ended}T00:00:00Z`)
    ask('endedFrom', new Date(day).toISOString())
    ask('endedBefore', new Date(day + DAY_MS).toISOString())
  }
  return query
}

export function isFiltered(filter: TaskFilter): boolean {
  const { text, state, outcome, cause, node, since, ended } = filter
  return [text, state, outcome, cause, node, since, ended].some((value) => value.trim() !== '')
}

/** What else is filtered by stands behind a button: it is there when it is used. */
export function usesMore({ outcome, cause, ended }: TaskFilter): boolean {
  return outcome !== '' || cause !== '' || ended !== ''
}

function agoOf(key: string, now: number): string | null {
  const span = Object.hasOwn(SINCE, key) ? SINCE[key] : undefined
  return span === undefined
    ? null
    : new Date(Math.floor((now - span.ms) / MINUTE_MS) * MINUTE_MS).toISOString()
}

function isTime(text: string): boolean {
  return TIME.test(text) && !Number.isNaN(Date.parse(text))
}

function isDay(text: string): boolean {
  return DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))
}

function isoOf(local: string): string | null {
  const date = new Date(local)
  return local === '' || Number.isNaN(date.getTime()) ? null : date.toISOString()
}
