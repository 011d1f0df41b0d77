import { expect, test } from 'vitest'
import { drawTask } from '../../../src/console/diagram/draw-task.ts'

const node = (title: string, kind: 'start' | 'step' | 'wait' | 'end' = 'step', visits = 1) => ({
  ...{ id: kind === 'step' || kind === 'wait' ? `node:${title}` : kind, title, kind, visits },
  ...{ within: null, failed: 0, standing: 0 },
})
const way = (from: string, to: string, count = 1) => ({ from, to, count })
const visit = (title: string, more: object = {}) => ({
  node: title,
  state: 'passed' as const,
  startedAt: '2026-11-24T09:00:00.000Z',
  endedAt: '2026-11-24T09:00:02.000Z',
  note: null,
  durationMs: 2_000,
  attempts: 1,
  error: null,
  ...more,
})

const whole = {
  nodes: [node('Start', 'start', 9), node('Check'), node('Pay'), node('Reject'), node('End', 'end', 9)],
  edges: [way('start', 'node:Check'), way('node:Check', 'node:Pay'), way('node:Check', 'node:Reject')],
}

test('the way of a task is bold, what it visited tells how that went, the rest is faint', () => {
  const own = {
    nodes: [node('Start', 'start'), node('Check'), node('Pay'), node('End', 'end', 0)],
    edges: [way('start', 'node:Check'), way('node:Check', 'node:Pay', 2)],
  }
  const trace = [
    visit('Check'),
    visit('Pay', { state: 'failed' }),
    visit('Pay', { state: 'waiting', durationMs: null, attempts: 3 }),
  ]
  const { nodes, edges } = drawTask(own, trace, whole)
  expect(nodes.map(({ title, isFaint, marks }) => [title, isFaint, marks.map(({ text }) => text)])).toEqual([
    ['Start', false, []],
    ['Check', false, ['passed 2.0 s']],
    ['Pay', false, ['waiting', '3 tries']],
    ['Reject', true, []],
    ['End', true, []],
  ])
  expect(edges).toEqual([
    { from: 'start', to: 'node:Check', isBold: true, isFaint: false, label: undefined },
    { from: 'node:Check', to: 'node:Pay', isBold: true, isFaint: false, label: '2 times' },
    { from: 'node:Check', to: 'node:Reject', isBold: false, isFaint: true, label: undefined },
  ])
})

test('nodes of an imported process are told by their ids, and its ways by why tasks go them', () => {
  const of = (id: string, kind: 'start' | 'wait' | 'step' | 'end') => ({
    ...{ id, title: 'Ask', kind, within: null, visits: 1, failed: 0, type: 'api' as const, name: 'API Call' },
  })
  const drawn = {
    nodes: [of('a', 'step'), of('b', 'step')],
    edges: [{ ...way('a', 'b', 0), way: 'error' as const }],
  }
  const own = { nodes: [of('a', 'step'), of('b', 'step')], edges: [way('a', 'b')] }
  const trace = [visit('Ask', { nodeId: 'a', state: 'failed' }), visit('Ask', { nodeId: 'b' })]
  const { nodes, edges } = drawTask(own, trace, drawn)
  expect(nodes.map(({ id, type, marks }) => [id, type, marks.map(({ text }) => text)])).toEqual([
    ['a', 'api', ['failed 2.0 s']],
    ['b', 'api', ['passed 2.0 s']],
  ])
  expect(edges).toMatchObject([{ from: 'a', to: 'b', way: 'error', isBold: true }])
})

test('a node that no newer task visited is drawn too, before the end; without the process the task stands alone', () => {
  const own = {
    nodes: [node('Start', 'start'), node('Old step'), node('End', 'end')],
    edges: [way('start', 'node:Old step'), way('node:Old step', 'end')],
  }
  const titles = (known: typeof whole | null) =>
    drawTask(own, [visit('Old step')], known).nodes.map(({ title }) => title)
  expect(titles(whole)).toEqual(['Start', 'Check', 'Pay', 'Reject', 'Old step', 'End'])
  expect(titles(null)).toEqual(['Start', 'Old step', 'End'])
})
