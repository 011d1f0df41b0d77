import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SettingsChange } from '../../../src/start-node/change.ts'
import { completeSnapshot, type SettingsSnapshot, startNodeState } from '../../../src/start-node/snapshot.ts'
import { applyChange } from '../../../src/workflows/settings/apply-change.ts'

const NOW = '2026-11-24T08:00:00.000Z'
const LATER = '2026-11-25T08:00:00.000Z'
const EARLIER = '2026-11-23T08:00:00.000Z'
const EMPTY = completeSnapshot({ settingsId: 's', revision: 0, startNodes: {} })

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((all) => all.join(''))
const on = fc.constantFrom('loan-approved', 'client-created', 'constructor')
const overlap = fc.option(
  fc.record({
    until: fc.constantFrom(EARLIER, LATER),
    pathHashes: fc.array(hex(64), { minLength: 1, maxLength: 3 }),
  }),
)
const change: fc.Arbitrary<SettingsChange> = fc.oneof(
  fc.record({ op: fc.constant('enableUrl' as const), on, generation: hex(32) }),
  fc.record({ op: fc.constant('disableUrl' as const), on }),
  fc.record({ op: fc.constant('rotateUrl' as const), on, generation: hex(32), overlap }),
)

function applyAll(changes: readonly SettingsChange[], from = EMPTY): SettingsSnapshot {
  return changes.reduce((snapshot, each) => {
    const applied = applyChange(snapshot, each, NOW)
    return applied.kind === 'refused' ? snapshot : applied.snapshot
  }, from)
}

/** Everything that opens a process. */
function doorsOf(snapshot: SettingsSnapshot, id: string): string[] {
  const { generation, accepted } = startNodeState(snapshot, id)
  return [...(generation === null ? [] : [generation]), ...accepted.map(({ pathHash }) => pathHash)]
}

test('the revision grows by one with every change, and by nothing else', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), change, (changes, last) => {
      const before = applyAll(changes)
      const applied = applyChange(before, last, NOW)
      if (applied.kind === 'changed') expect(applied.snapshot.revision).toBe(before.revision + 1)
      if (applied.kind === 'unchanged') expect(applied.snapshot).toBe(before)
    }),
  )
})

test('disable closes every door of the process, whatever was before, and leaves the others as they are', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), on, (changes, id) => {
      const before = applyAll(changes)
      const after = applyAll([{ op: 'disableUrl', on: id }], before)
      expect(doorsOf(after, id)).toEqual([])
      for (const other of Object.keys(before.startNodes).filter((name) => name !== id)) {
        expect(after.startNodes[other]).toEqual(before.startNodes[other])
      }
    }),
  )
})

test('after a disable, only doors that a later change names are open', () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 20 }),
      fc.array(change, { maxLength: 5 }),
      on,
      (old, later, id) => {
        const closed = applyAll([...old, { op: 'disableUrl', on: id }])
        const named = JSON.stringify(later.filter((each) => 'on' in each && each.on === id))
        for (const door of doorsOf(applyAll(later, closed), id)) expect(named).toContain(door)
      },
    ),
  )
})

test('a rotation without overlap leaves no door of earlier rotations', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), on, hex(32), (changes, id, generation) => {
      const before = applyAll(changes)
      const applied = applyChange(before, { op: 'rotateUrl', on: id, generation, overlap: null }, NOW)
      if (applied.kind === 'changed') expect(doorsOf(applied.snapshot, id)).toEqual([generation])
    }),
  )
})

test('a rotation keeps what was adopted from elsewhere, and drops what has ended', () => {
  const accepted = [
    { pathHash: 'a'.repeat(64), until: null, note: 'adopted from MPO' },
    { pathHash: 'b'.repeat(64), until: EARLIER, note: 'adopted from MPO' },
  ]
  const before = completeSnapshot({
    ...EMPTY,
    startNodes: { p: { generation: '1'.repeat(32), accepted } },
  })
  const after = applyAll([{ op: 'rotateUrl', on: 'p', generation: '2'.repeat(32), overlap: null }], before)
  expect(after.startNodes.p).toMatchObject({ generation: '2'.repeat(32), accepted: [accepted[0]] })
})
