/** Tasks that stand at a node which calls out or waits go on after a deployment. */
import { expect, test } from 'vitest'
import { readHistories, replayHistories, TELLS_OF_MACHINE } from './replay-files.ts'

const recorded = readHistories((name) => /^(?:node|callback-record)-/.test(name))

test('every recorded way of a node is replayed as it went', async () => {
  const entry = new URL('../workflows/nodes/callback-fixture.ts', import.meta.url)
  expect(await replayHistories(recorded, entry)).toEqual([])
  expect(recorded.length).toBeGreaterThanOrEqual(18)
})

test('they tell nothing of the machine that recorded them', () => {
  for (const { text } of recorded) expect(text).not.toMatch(TELLS_OF_MACHINE)
})
