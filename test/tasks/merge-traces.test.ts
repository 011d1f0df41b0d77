import { expect, test } from 'vitest'
import type { TraceEntry } from '../../src/process/trace.ts'
import { mergeTraces } from '../../src/tasks/page/merge-traces.ts'

/** `Title 1-3` is a visit from second 1 to 3, `Title 1-` one that is not over. */
function visits(...texts: string[]): TraceEntry[] {
  return texts.map((text) => {
    const [, node = '', from = '', to = ''] = /^(.+) (\d+)-(\d*)$/.exec(text) ?? []
    const at = (second: string) => new Date(Number(second) * 1_000).toISOString()
    const state = to === '' ? 'running' : 'passed'
    return { node, state, startedAt: at(from), endedAt: to === '' ? null : at(to), note: null }
  })
}

const ways = (...texts: string[]) =>
  mergeTraces([{ trace: visits(...texts), ended: true }]).edges.map(({ from, to, count }) =>
    `${from}>${to}${count > 1 ? ` x${count}` : ''}`.replaceAll('node:', ''),
  )

test('nodes one after the other are a chain, also when they take no time', () => {
  expect(ways('A 1-1', 'B 1-1', 'C 1-2')).toEqual(['start>A', 'A>B', 'B>C', 'C>end'])
})

test('nodes in parallel follow the same node, and the next follows both', () => {
  expect(ways('A 1-2', 'B 2-5', 'C 2-6', 'D 6-7')).toEqual(['start>A', 'A>B', 'A>C', 'B>D', 'C>D', 'D>end'])
})

test('a loop is a way back', () => {
  expect(ways('A 1-2', 'B 2-3', 'A 3-4', 'B 4-5')).toEqual(['start>A', 'A>B x2', 'B>A', 'B>end'])
})

test('nodes within a node hang on it, and the way goes on from the one around them', () => {
  expect(ways('A 1-4', 'A / X 1-2', 'A / Y 2-4', 'B 4-5')).toEqual([
    'start>A',
    'A>A / X',
    'A / X>A / Y',
    'A>B',
    'B>end',
  ])
})

test('a node in which the task was ended from outside has not failed, and leads nowhere', () => {
  const cancelled = { ...visits('A 1-2')[0], state: 'failed', note: 'Cancelled' } as TraceEntry
  const { nodes, edges } = mergeTraces([{ trace: [cancelled], ended: false }])
  expect(nodes).toMatchObject([{ id: 'start' }, { id: 'node:A', failed: 0 }, { id: 'end', visits: 0 }])
  expect(edges).toEqual([{ from: 'start', to: 'node:A', count: 1 }])
})

test('counts are those of all tasks; an open one has no end yet', () => {
  const failed = { ...visits('A 1-2')[0], state: 'failed' } as TraceEntry
  const { nodes, edges } = mergeTraces([
    { trace: visits('A 1-2', 'B 2-'), ended: false },
    { trace: [failed], ended: true },
    { trace: [], ended: false },
  ])
  expect(nodes).toMatchObject([
    { id: 'start', kind: 'start', visits: 3 },
    { id: 'node:A', title: 'A', visits: 2, failed: 1, within: null },
    { id: 'node:B', visits: 1, failed: 0 },
    { id: 'end', kind: 'end', visits: 1 },
  ])
  expect(edges).toContainEqual({ from: 'node:A', to: 'end', count: 1 })
})
