/** Tasks that show their outcome and state go on after a deployment. */
import { expect, test } from 'vitest'
import { readHistories, replayHistories, TELLS_OF_MACHINE } from './replay-files.ts'

const recorded = readHistories((name) => name.startsWith('outcome-'))

test('every recorded way of a task that shows its state is replayed as it went', async () => {
  const entry = new URL('../workflows/nodes/state-fixture.ts', import.meta.url)
  expect(await replayHistories(recorded, entry)).toEqual([])
  expect(recorded.length).toBeGreaterThanOrEqual(8)
})

test('they tell nothing of the machine that recorded them', () => {
  for (const { text } of recorded) expect(text).not.toMatch(TELLS_OF_MACHINE)
})
