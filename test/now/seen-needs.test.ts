import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSeenNeeds } from '../../src/now/seen-needs.ts'

let dir: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'startnode-seen-'))
})

afterEach(() => rm(dir, { recursive: true }))

const AT = Date.parse('2026-11-30T12:00:00.000Z')

test('what somebody is done with is known after a restart', async () => {
  const seen = await openSeenNeeds(join(dir, 'new'))
  expect(seen.at('failed')).toBe(null)
  await seen.mark('failed', AT, AT)
  await Promise.all([seen.mark('a', AT, AT), seen.mark('b', AT + 1, AT + 1)])
  const again = await openSeenNeeds(join(dir, 'new'))
  expect(['failed', 'a', 'b'].map((id) => again.at(id))).toEqual([
    '2026-11-30T12:00:00.000Z',
    '2026-11-30T12:00:00.000Z',
    '2026-11-30T12:00:00.001Z',
  ])
})

test('who looked earlier does not undo what another has done', async () => {
  const seen = await openSeenNeeds(dir)
  await seen.mark('failed', AT + 1_000, AT + 2_000)
  await seen.mark('failed', AT, AT + 3_000)
  expect(seen.at('failed')).toBe('2026-11-30T12:00:01.000Z')
})

test('what nobody asks for any more is forgotten', async () => {
  const seen = await openSeenNeeds(dir)
  await seen.mark('old', AT, AT)
  await seen.mark('new', AT, AT + 31 * 86_400_000)
  expect(seen.at('old')).toBe(null)
  expect(await readFile(join(dir, 'now-seen.json'), 'utf8')).not.toContain('old')
})

test('a file that can not be read hides nothing', async () => {
  await writeFile(join(dir, 'now-seen.json'), '{"version": 1, "seen": {"failed": "yesterday"}}')
  expect((await openSeenNeeds(dir)).at('failed')).toBe(null)
})
