/** Firings that wait for their task go on after a deployment. */
import { expect, test } from 'vitest'
import { readHistories, replayHistories, TELLS_OF_MACHINE } from './replay-files.ts'

const recorded = readHistories((name) => name.startsWith('schedule-'))

test('every recorded way of a firing is replayed as it went', async () => {
  const entry = new URL('../cli/scheduled-processes/index.ts', import.meta.url)
  expect(await replayHistories(recorded, entry)).toEqual([])
  expect(recorded).toHaveLength(3)
})

test('a firing is 14 events beside its task', () => {
  const fired = recorded.find(({ name }) => name === 'schedule-fired.json')
  expect(fired?.history.events).toHaveLength(14)
})

test('they tell nothing of the machine that recorded them', () => {
  for (const { text } of recorded) expect(text).not.toMatch(TELLS_OF_MACHINE)
})
