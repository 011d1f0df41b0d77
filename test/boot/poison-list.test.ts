import { beforeEach, expect, test } from 'vitest'
import { createPoisonList, type PoisonList } from '../../src/boot/poison-list.ts'

const MINUTE = 60_000
let now = 0
let list: PoisonList
beforeEach(() => {
  now = Date.parse('2026-11-30T10:00:00Z')
  list = createPoisonList(() => now)
})
const run = (runId: string, workflowType = 'loop') => ({ runId, workflowType, workflowId: `w/${runId}` })

test('a run is left alone for a minute, then ten, then an hour at most', () => {
  for (const minutes of [1, 10, 60, 60]) {
    expect(list.add(run('a')) - now).toBe(minutes * MINUTE)
    expect(list.reasonAgainst(run('a'))).toMatch(
      /^This run stopped its worker \d times .* left alone until 2026-/,
    )
    expect(list.reasonAgainst(run('b'))).toBeNull()
    now += minutes * MINUTE
    expect(list.reasonAgainst(run('a'))).toBeNull()
  }
})

test('three runs of one workflow speak for all of it, and for no other', () => {
  for (const id of ['a', 'b']) list.add(run(id))
  expect(list.reasonAgainst(run('d'))).toBeNull()
  list.add(run('c'))
  expect(list.reasonAgainst(run('d'))).toBe(
    "3 runs of 'loop' stopped their worker (a step that does not end, or out of memory); all of it is left alone until 2026-11-30T10:01:00.000Z",
  )
  expect(list.reasonAgainst(run('d', 'plain'))).toBeNull()
  now += MINUTE
  expect(list.reasonAgainst(run('d'))).toBeNull()
})

test('it keeps the newest 1,000', () => {
  for (let at = 0; at <= 1_000; at++) list.add(run(String(at), `type-${at}`))
  expect(list.reasonAgainst(run('0', 'type-0'))).toBeNull()
  expect(list.reasonAgainst(run('1', 'type-1'))).not.toBeNull()
})
