/** The rule of the chain, over any history of changes, restores and forks. */
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatAtLeast, parseAtLeast, reaches } from '../../../src/settings/chain/at-least.ts'
import {
  ancestorAt,
  ancestryOf,
  headHash,
  type SettingsHead,
  unsignedAncestry,
} from '../../../src/settings/chain/head.ts'
import { nextContent, saidOf, signHead } from '../../../src/settings/chain/next-head.ts'
import { parseHead } from '../../../src/settings/chain/parse-head.ts'
import { verifyEntry, verifyHead } from '../../../src/settings/chain/seal-head.ts'
import { NO_STOPS } from '../../../src/settings/chain/stops.ts'
import { judge } from '../../../src/settings/chain/succession.ts'
import { completeSnapshot, type SettingsSnapshot } from '../../../src/settings/snapshot.ts'

const KEY = randomBytes(32)
const FIRST = completeSnapshot({ settingsId: 'chain', revision: 0, startNodes: {} })
const AT = '2027-01-31T00:00:00.000Z'

function begin(content: SettingsSnapshot = FIRST): SettingsHead {
  const said = { op: 'createSettings', on: 'settings', detail: null, actor: 'test', at: AT } as const
  return signHead({ key: KEY, base: null, content, ...said })
}

/** The head after another; a number makes two of one base different. */
function follow(base: SettingsHead, way: number, givenUp: readonly string[] = []): SettingsHead {
  const content = { ...base.content, revision: base.content.revision + 1 }
  const said = { op: 'disableUrl', on: `way-${way}`, detail: null, actor: 'test', at: AT } as const
  return signHead({ key: KEY, base: ancestryOf(base), content, givenUp, ...said })
}

const verdict = (known: SettingsHead, next: SettingsHead) => judge(ancestryOf(known), ancestryOf(next))

/** Chains that part at some head: all of one way, then two ways on from it. */
const forks = fc
  .record({
    shared: fc.integer({ min: 1, max: 8 }),
    left: fc.integer({ min: 1, max: 6 }),
    right: fc.integer({ min: 1, max: 6 }),
  })
  .map(({ shared, left, right }) => {
    const trunk = [begin()]
    while (trunk.length < shared) trunk.push(follow(trunk.at(-1) as SettingsHead, 0))
    const grow = (length: number, way: number) => {
      const branch: SettingsHead[] = []
      while (branch.length < length) branch.push(follow(branch.at(-1) ?? (trunk.at(-1) as SettingsHead), way))
      return branch
    }
    return { trunk, left: grow(left, 1), right: grow(right, 2) }
  })

test('who was away follows every later head of the same way, and none of another, whatever its revision', () => {
  fc.assert(
    fc.property(forks, ({ trunk, left, right }) => {
      const way = [...trunk, ...left]
      for (const [at, known] of way.entries()) {
        for (const [to, next] of way.entries()) {
          expect(verdict(known, next)).toBe(to === at ? 'same' : to > at ? 'successor' : 'behind')
        }
      }
      for (const one of left) for (const other of right) expect(verdict(one, other)).toBe('forked')
      for (const one of trunk) for (const other of right) expect(verdict(one, other)).toBe('successor')
    }),
    { numRuns: 60 },
  )
})

test('a head that gives a way up is followed from both ways', () => {
  fc.assert(
    fc.property(forks, ({ trunk, left, right }) => {
      const last = left.at(-1) as SettingsHead
      let healed = follow(last, 3, right.map(headHash))
      // It must be above whom it takes along
      while (healed.content.revision <= trunk.length + right.length) healed = follow(healed, 3)
      for (const known of [...trunk, ...left, ...right]) expect(verdict(known, healed)).toBe('successor')
      expect(verdict(healed, follow(right.at(-1) as SettingsHead, 2))).not.toBe('successor')
    }),
    { numRuns: 60 },
  )
})

test('a head remembers 1,000 before it; who was away for more is not led on, and a pin that old still counts', () => {
  const heads = [begin()]
  while (heads.length < 1_003) heads.push(follow(heads.at(-1) as SettingsHead, 0))
  const last = heads.at(-1) as SettingsHead
  expect(last.past).toHaveLength(32_000)
  expect(verdict(heads[2] as SettingsHead, last)).toBe('successor')
  expect(verdict(heads[1] as SettingsHead, last)).toBe('forked')
  const pin = parseAtLeast(String(formatAtLeast(ancestryOf(heads[1] as SettingsHead))))
  expect(pin && reaches(ancestryOf(last), pin)).toBe(true)
})

test('SETTINGS_AT_LEAST is reached by that head and what follows it, not by what came before or went another way', () => {
  fc.assert(
    fc.property(forks, ({ trunk, left, right }) => {
      const pinned = left[0] as SettingsHead
      const pin = parseAtLeast(String(formatAtLeast(ancestryOf(pinned))))
      if (pin === null) throw new Error('a pin is read as it is written')
      for (const head of left) expect(reaches(ancestryOf(head), pin)).toBe(true)
      for (const head of [...trunk, ...right]) expect(reaches(ancestryOf(head), pin)).toBe(false)
    }),
    { numRuns: 60 },
  )
})

test('settings that were not signed are followed by a signed head of the same id and a higher revision', () => {
  const old = unsignedAncestry({ ...FIRST, revision: 7 })
  expect(judge(old, ancestryOf(begin({ ...FIRST, revision: 8 })))).toBe('successor')
  expect(judge(old, ancestryOf(begin({ ...FIRST, revision: 7 })))).not.toBe('successor')
  expect(judge(old, ancestryOf(begin({ ...FIRST, settingsId: 'x', revision: 8 })))).toBe('foreign')
  // And never the other way round
  expect(judge(ancestryOf(begin(FIRST)), { ...old, revision: 2 ** 53 - 1 })).toBe('forked')
})

test('a jump over revisions keeps each ancestor at its own', () => {
  const known = follow(begin(), 1)
  const content = { ...known.content, revision: 40 }
  const said = { op: 'restoreSettings', on: 'settings', detail: null, actor: 'test', at: AT } as const
  const far = signHead({ key: KEY, base: ancestryOf(known), content, ...said })
  expect(verdict(known, far)).toBe('successor')
  expect(ancestorAt(ancestryOf(far), 20)).toBeNull()
  expect(verdict(begin(), far)).toBe('successor')
})

test('a seal holds for every part of the head and for this key alone, also after JSON', () => {
  const { content, ...beside } = JSON.parse(JSON.stringify(follow(begin(), 1))) as SettingsHead
  const head = parseHead(content, beside) as SettingsHead
  expect(verifyHead([randomBytes(32), KEY], head)).toBe(true)
  expect(verifyHead([randomBytes(32)], head)).toBe(false)
  expect(verifyEntry([KEY], 'chain', head.entry)).toBe(true)
  expect(verifyEntry([KEY], 'other', head.entry)).toBe(false)
  const altered: SettingsHead[] = [
    { ...head, content: { ...head.content, revision: 2 ** 53 - 1 } },
    { ...head, past: `${'1'.repeat(32)}${head.past}` },
    { ...head, givenUp: ['1'.repeat(32)] },
    { ...head, entry: { ...head.entry, actor: 'cli:mallory' } },
  ]
  for (const one of altered) expect(verifyHead([KEY], one)).toBe(false)
})

test('what a newer version put into the settings stays under the seal', () => {
  const newer = begin({ ...FIRST, ...{ laterField: { on: true } } })
  const { content, ...beside } = newer
  expect(verifyHead([KEY], parseHead(JSON.parse(JSON.stringify(content)), beside) as SettingsHead)).toBe(true)
})

test('a revision that can not grow is refused by name', () => {
  const change = { op: 'enableUrl', on: 'a', generation: '0'.repeat(32) } as const
  const base = { ...FIRST, revision: 2 ** 53 - 1 }
  expect(nextContent(base, NO_STOPS, change, AT)).toMatchObject({ kind: 'refused' })
  expect(saidOf(change)).toEqual({ op: 'enableUrl', on: 'a', detail: null })
})
