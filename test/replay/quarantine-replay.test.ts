import { expect, test } from 'vitest'
import { readHistories, replayHistories, TELLS_OF_MACHINE } from './replay-files.ts'

const recorded = readHistories((name) => name.startsWith('quarantine-'))

test('entries that were in quarantine before this change go on after it', async () => {
  expect(recorded).toHaveLength(3)
  expect(await replayHistories(recorded)).toEqual([])
})

test('the recorded entries tell nothing of the machine that recorded them', () => {
  for (const { text } of recorded) expect(text).not.toMatch(TELLS_OF_MACHINE)
})
