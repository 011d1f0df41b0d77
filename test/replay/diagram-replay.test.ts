/** Tasks of diagrams that were under way before a change go on after it: their histories, replayed. */
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { loadDiagrams, spliceable } from '../../src/project/load-diagrams.ts'
import { readHistories, replayHistories, TELLS_OF_MACHINE } from './replay-files.ts'

const recorded = readHistories((name) => name.startsWith('diagram-'))

test('each way that tasks of diagrams can go replays', async () => {
  const diagrams = spliceable(await loadDiagrams(pathToFileURL('test/fixtures/diagrams/bank/')))
  expect(recorded.length).toBeGreaterThanOrEqual(17)
  expect(await replayHistories(recorded, undefined, diagrams)).toEqual([])
})

test('a worker without the version of a task fails no task: it says which version it lacks', async () => {
  const failed = await replayHistories(recorded)
  expect(failed).toHaveLength(recorded.length)
  for (const problem of failed) expect(problem).toMatch(/no workflow|has no version/)
})

test('the recorded tasks tell nothing of the machine that recorded them', () => {
  for (const { text } of recorded) expect(text).not.toMatch(TELLS_OF_MACHINE)
})
