/** What a process with one node costs: history events and billable Actions, counted from real histories. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AnsweringServer, answerJson, startAnsweringServer } from '../../activities/answering-server.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { countActions } from './count-actions.ts'
import { type Engine, openEngine } from './open-engine.ts'

let engine: Engine
let server: AnsweringServer

beforeAll(async () => {
  server = await startAnsweringServer((_request, response) => answerJson(response, {}))
  engine = await openEngine('costs', { workflows: './calls-fixture.ts' })
})
afterAll(async () => {
  await engine?.stop()
  await server?.stop()
})

async function costOf(process: string, data: unknown, signal?: string) {
  const handle = await engine.start(process, data)
  if (signal !== undefined) {
    await waitFor('its timer', async () =>
      (await handle.fetchHistory()).events?.some((event) => event.timerStartedEventAttributes),
    )
    await handle.signal(signal, 1)
  }
  await handle.result()
  const history = await handle.fetchHistory()
  return { actions: countActions(history), events: history.events?.length }
}

test('a process with one API call costs 2 Actions and 11 events', async () => {
  expect(await costOf('calls-api', { url: server.url, allowPrivate: true })).toEqual({
    actions: 2,
    events: 11,
  })
})

test('calling a process costs 3 Actions; by an alias one more', async () => {
  expect((await costOf('calls-process', { process: 'doubles', n: 1 })).actions).toBe(3)
  expect((await costOf('calls-process', { process: '@double', n: 1 })).actions).toBe(4)
})

test('copying a task costs 4 Actions, modifying one 3', async () => {
  expect((await costOf('copies', { process: 'doubles', data: 1 })).actions).toBe(4)
  const waiting = await engine.start('waits', null)
  const data = { process: 'waits', which: { taskId: waiting.taskId }, data: 1 }
  expect((await costOf('modifies', data)).actions).toBe(3)
})

test('waiting for a callback costs 4 Actions with its signal, a delay 3, one that is over none but the start', async () => {
  expect((await costOf('waits', null, 'callback')).actions).toBe(4)
  expect((await costOf('delays', 20)).actions).toBe(3)
  expect((await costOf('delays', '2020-01-01')).actions).toBe(1)
})
