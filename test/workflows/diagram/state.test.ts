/** What tasks of diagrams show of their outcome and state. */
import type { WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  MPO_CAUSE,
  MPO_NODE,
  MPO_OUTCOME,
  MPO_SINCE,
  MPO_STATE,
} from '../../../src/temporal/search-attributes.ts'
import { type OutsideSystem, startOutsideSystem } from '../../helpers/outside-system.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { type DiagramBank, openDiagramBank } from './open-bank.ts'

const TOKEN = 's3cret-token'
let bank: DiagramBank
let outside: OutsideSystem
let isAway = true
let calls = 0

beforeAll(async () => {
  outside = await startOutsideSystem(TOKEN, () => {
    calls += 1
    return { status: isAway ? 503 : 200, body: { id: 7 } }
  })
  bank = await openDiagramBank('diagrams-9', { variables: { 'bank-token': TOKEN } })
})
afterAll(async () => {
  await bank?.stop()
  await outside?.stop()
})

async function shownBy(handle: WorkflowHandle) {
  const { typedSearchAttributes: of } = await handle.describe()
  return {
    outcome: of.get(MPO_OUTCOME),
    state: of.get(MPO_STATE),
    cause: of.get(MPO_CAUSE),
    node: of.get(MPO_NODE),
    since: of.get(MPO_SINCE)?.toISOString(),
  }
}

async function upserts(handle: WorkflowHandle): Promise<number> {
  const { events } = await handle.fetchHistory()
  return events?.filter((event) => event.upsertWorkflowSearchAttributesEventAttributes).length ?? 0
}

test('a diagram that tries a call again over a delay shows it from the third try on, without a change a round', async () => {
  const sent = await bank.send('6013-polls', { url: outside.url, loan: 'R1', token: TOKEN })
  const task = await bank.taskOf('6013-polls', sent)
  const shown = await waitFor('it shows retrying', async () => {
    const now = await shownBy(task)
    return now.state === 'retrying' ? now : null
  })
  expect(shown).toMatchObject({ cause: 'api_bad_answer 503', node: 'Pause [5f0060130000000000000500]' })
  const before = calls
  const changes = await upserts(task)
  await waitFor('two more calls', () => calls >= before + 2)
  expect(await upserts(task)).toBe(changes)
  expect((await shownBy(task)).since).toBe(shown.since)
  isAway = false
  await task.result()
  expect(await shownBy(task)).toMatchObject({ outcome: 'Done', state: undefined, cause: undefined })
})

test('a diagram that ends at an error node says its title; one that fails says tag and node', async () => {
  const ended = await bank.send('6002-calls', { callee: 999, amount: 1 })
  const task = await bank.taskOf('6002-calls', ended)
  await task.result()
  expect(await shownBy(task)).toMatchObject({ outcome: 'Refused', state: undefined })

  const failed = await bank.taskOf('6011-fails', await bank.send('6011-fails', { word: 'many' }))
  await expect(failed.result()).rejects.toThrow()
  const { state, cause, node, outcome } = await shownBy(failed)
  expect({ state, node, outcome }).toEqual({
    state: 'failed',
    node: 'Convert [5f0060110000000000000200]',
    outcome: undefined,
  })
  expect(cause).toMatch(/^[a-z_]+$/)
})
