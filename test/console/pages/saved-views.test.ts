/** Filters that a browser keeps under a name, and what it does with a store that holds something else. */
import { expect, test } from 'vitest'
import { BUILT_IN, dropView, readViews, saveView } from '../../../src/console/pages/tasks/saved-views.ts'
import { isFiltered, readFilter, writeFilter } from '../../../src/console/pages/tasks/task-filter.ts'

function storeOf(text: string | null = null) {
  const known = new Map(text === null ? [] : [['startnode.task-views', text]])
  return {
    getItem: (key: string) => known.get(key) ?? null,
    setItem: (key: string, value: string) => void known.set(key, value),
  }
}

test('a view is kept, replaced by one of its name, and forgotten', () => {
  const store = storeOf()
  saveView(store, { name: ' Mine ', query: 'state=failed' })
  saveView(store, { name: 'Other', query: '' })
  saveView(store, { name: 'Mine', query: 'state=running' })
  expect(readViews(store)).toEqual([
    { name: 'Other', query: '' },
    { name: 'Mine', query: 'state=running' },
  ])
  dropView(store, 'Other')
  expect(readViews(store).map(({ name }) => name)).toEqual(['Mine'])
})

test('what is no list of views is none, and a browser that keeps nothing says so', () => {
  for (const text of ['{', '7', '[1,{"name":""},{"name":"x"}]', 'null'])
    expect(readViews(storeOf(text))).toEqual([])
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new Error('QuotaExceededError')
    },
  }
  expect(saveView(full, { name: 'x', query: '' })).toBeNull()
})

test('each built-in view is a filter that the page knows', () => {
  for (const { name, query } of BUILT_IN) {
    const filter = readFilter(new URLSearchParams(query))
    expect([name, isFiltered(filter), writeFilter(filter).toString()]).toEqual([name, true, query])
  }
})
