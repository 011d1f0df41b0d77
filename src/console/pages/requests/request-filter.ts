/** What the list of requests shows, as the URL of the page says. */
export const SHOWN = ['refused', 'accepted', 'all'] as const
export type ShownKind = (typeof SHOWN)[number]

export interface RequestFilter {
  readonly show: ShownKind
  /** Empty: every one. */
  readonly process: string
  readonly code: string
  /** Process or @alias, as the URL of a request named it. */
  readonly addressed: string
  readonly taskId: string
  readonly test: '' | 'true' | 'false'
}

const TEXTS = ['process', 'code', 'addressed', 'taskId'] as const

/** @example readFilter(new URLSearchParams('show=all')).show // 'all' */
export function readFilter(params: URLSearchParams): RequestFilter {
  const show = SHOWN.find((kind) => kind === params.get('show')) ?? 'refused'
  const test = params.get('test')
  const text = (name: (typeof TEXTS)[number]) => params.get(name) ?? ''
  return {
    show,
    process: text('process'),
    code: text('code'),
    addressed: text('addressed'),
    taskId: text('taskId'),
    test: test === 'true' || test === 'false' ? test : '',
  }
}

/** The query of the page; what is as it begins is left out. */
export function writeFilter(filter: RequestFilter): URLSearchParams {
  const params = new URLSearchParams()
  if (filter.show !== 'refused') params.set('show', filter.show)
  for (const name of TEXTS) if (filter[name] !== '') params.set(name, filter[name])
  if (filter.test !== '') params.set('test', filter.test)
  return params
}

/** The query of `/requests`. */
export function queryOf(filter: RequestFilter): URLSearchParams {
  const query = writeFilter({ ...filter, addressed: filter.addressed.trim(), taskId: filter.taskId.trim() })
  query.delete('show')
  if (filter.show !== 'all') query.set('refused', String(filter.show === 'refused'))
  return query
}

export const isFiltered = (filter: RequestFilter) => writeFilter({ ...filter, show: 'refused' }).size > 0
