import { expect, test } from 'vitest'
import { readCarried } from '../../src/process/carried.ts'
import type { Task } from '../../src/process/task.ts'
import { makeTask } from '../workflows/make-task.ts'

const NOTHING = { trace: [], signals: [], usedCallbacks: [], usedProofs: [], reply: null, round: 0 }
const carrying = (carried: unknown) => ({ ...makeTask('p', null), carried }) as Task

test('the first run of a task carries nothing', () => {
  expect(readCarried(makeTask('p', null))).toEqual(NOTHING)
})

test('what was carried is read as it was written', () => {
  const carried = {
    trace: [
      { node: 'Wait', state: 'passed', startedAt: '2026-01-01T00:00:00.000Z', endedAt: null, note: null },
    ],
    signals: [{ name: 'callback:Wait', args: [{ urlId: 'u-1', data: 1 }] }],
    usedCallbacks: ['u-0'],
    usedProofs: ['p-0'],
    reply: { status: 200, contentType: 'application/json', body: '{}' },
    round: 3,
  }
  expect(readCarried(carrying(JSON.parse(JSON.stringify(carried))))).toEqual(carried)
})

test.each([
  null,
  7,
  [],
  { trace: 'x', signals: {}, usedCallbacks: 1, usedProofs: 'p', reply: 'yes', round: '1' },
  { trace: [null, 1, {}], signals: [{ name: 1, args: [] }, { name: 'x' }], usedCallbacks: [1], reply: {} },
])('what has not the shape is left out: %j', (carried) => {
  expect(readCarried(carrying(carried))).toEqual(NOTHING)
})
