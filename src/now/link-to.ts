/** Pages of the console, as their own filters stand in their addresses. Pure. */
import type { TaskFilter } from '../tasks/list/task-query.ts'

/** What the page calls what the list is asked for. */
const NAMES: Readonly<Partial<Record<keyof TaskFilter, string>>> = {
  process: 'process',
  state: 'state',
  node: 'node',
  cause: 'cause',
  endedAs: 'outcome',
  endedFrom: 'ended',
}

/** What the page calls what is not there. */
const NONE = '(none)'

/**
 * @example linkTo('/tasks', { process: 'loan-approved', state: 'failed' }) // '/tasks?process=loan-approved&state=failed'
 */
export function linkTo(page: string, filter: TaskFilter): string {
  const params = new URLSearchParams()
  for (const [field, name] of Object.entries(NAMES)) {
    const value = filter[field as keyof TaskFilter]
    if (value !== undefined) params.set(name, value === '' ? NONE : value)
  }
  return params.size === 0 ? page : `${page}?${params}`
}
