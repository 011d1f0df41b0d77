/** Filters under a name: some that everybody has, and those this browser keeps. Pure but for the store that is given. */

/** The store of a browser. */
export interface ViewStore {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

export interface SavedView {
  readonly name: string
  /** The query of the page. */
  readonly query: string
}

export const BUILT_IN: readonly SavedView[] = [
  { name: 'Failed in 24 hours', query: 'state=failed&ended=24h' },
  { name: 'Being tried again', query: 'state=retrying' },
  { name: 'Waiting for a decision', query: 'state=waiting&cause=decision' },
  { name: 'Nobody modified it yet', query: 'state=waiting&cause=stand' },
  { name: 'Running', query: 'state=running' },
  { name: 'Completed in 24 hours', query: 'state=completed&ended=24h' },
]

const KEY = 'startnode.task-views'
const MOST = 50
const MAX_NAME = 60

/** What the browser keeps; what somebody else wrote there and is none is left out. */
export function readViews(store: ViewStore): readonly SavedView[] {
  try {
    const known: unknown = JSON.parse(store.getItem(KEY) ?? '[]')
    return Array.isArray(known) ? known.filter(isView).slice(0, MOST) : []
  } catch {
    // No JSON, or a browser that keeps nothing
    return []
  }
}

/** Adds one, in place of one of the same name. @returns all of them; null: the browser keeps nothing */
export function saveView(store: ViewStore, view: SavedView): readonly SavedView[] | null {
  const name = view.name.trim().slice(0, MAX_NAME)
  const others = readViews(store).filter((other) => other.name !== name)
  return write(store, [...others, { name, query: view.query }].slice(-MOST))
}

export function dropView(store: ViewStore, name: string): readonly SavedView[] | null {
  return write(
    store,
    readViews(store).filter((view) => view.name !== name),
  )
}

function write(store: ViewStore, views: readonly SavedView[]): readonly SavedView[] | null {
  try {
    store.setItem(KEY, JSON.stringify(views))
    return views
  } catch {
    return null
  }
}

function isView(value: unknown): value is SavedView {
  const { name, query } = (value ?? {}) as { readonly name?: unknown; readonly query?: unknown }
  return typeof name === 'string' && name !== '' && typeof query === 'string'
}
