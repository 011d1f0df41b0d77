/** Tasks of every process that were under way before a change go on after it: their histories, replayed. */
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { WORKFLOWS_DIR } from '../../src/project/project.ts'
import { readHistories, replayHistories, TELLS_OF_MACHINE } from './replay-files.ts'

const PROCESSES = readdirSync(WORKFLOWS_DIR, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.start.ts'))
  .map((name) => basename(name, '.start.ts'))
const recorded = readHistories((file) => PROCESSES.some((process) => file.startsWith(`${process}-`)))

test('each way that tasks of the processes can go replays', async () => {
  expect(await replayHistories(recorded)).toEqual([])
})

test('the callers of card authorisations were waiting when they were recorded', () => {
  const asked = recorded.filter(({ name }) => name.startsWith('card-authorisation-'))
  expect(asked.length).toBeGreaterThanOrEqual(8)
  for (const { history } of asked)
    expect(history.events.some((event) => event.workflowExecutionUpdateAcceptedEventAttributes)).toBe(true)
})

test('the histories tell nothing of the machine that recorded them', () => {
  for (const { text } of recorded) expect(text).not.toMatch(TELLS_OF_MACHINE)
})
