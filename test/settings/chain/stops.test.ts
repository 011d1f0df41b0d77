/** What needs no signature only closes, is bound to what it was made for, and ends by a signed change that says more. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextContent } from '../../../src/settings/chain/next-head.ts'
import {
  addStop,
  isStop,
  keepStops,
  NO_STOPS,
  parseStops,
  type Stops,
  withStops,
} from '../../../src/settings/chain/stops.ts'
import { byteLength } from '../../../src/settings/rules/byte-length.ts'
import { type SettingsSnapshot, startNodeState } from '../../../src/settings/snapshot.ts'
import { applyAll, change as arbitraryChange, changes } from '../rules/arbitrary-change.ts'

const arbitrarySnapshot = changes.map((all) => applyAll(all))
const AT = '2027-01-31T00:00:00.000Z'

function open(snapshot: SettingsSnapshot): string[] {
  const doors = [...Object.entries(snapshot.startNodes), ...Object.entries(snapshot.aliases)]
  return doors.flatMap(([on, { generation, accepted }]) => [
    ...(generation === null ? [] : [`${on}:${generation}`]),
    ...accepted.map(({ pathHash }) => `${on}:${pathHash}`),
  ])
}

function running(snapshot: SettingsSnapshot): string[] {
  const paused = Object.entries(snapshot.startNodes).filter(([, { intake }]) => intake.paused)
  return Object.keys(snapshot.startNodes).filter((process) => !paused.some(([name]) => name === process))
}

const stopsOf = (snapshot: SettingsSnapshot, changes: readonly Parameters<typeof addStop>[2][]): Stops =>
  changes.filter(isStop).reduce((stops, change) => addStop(stops, snapshot, change), NO_STOPS)

test('stops open nothing, start nothing and change no credentials, whatever is sent', () => {
  fc.assert(
    fc.property(arbitrarySnapshot, fc.array(arbitraryChange, { maxLength: 8 }), (snapshot, changes) => {
      const stopped = withStops(snapshot, stopsOf(snapshot, changes))
      for (const door of open(stopped)) expect(open(snapshot)).toContain(door)
      for (const process of Object.keys(snapshot.startNodes)) {
        if (startNodeState(snapshot, process).intake.paused) expect(running(stopped)).not.toContain(process)
        expect(startNodeState(stopped, process).auth).toEqual(startNodeState(snapshot, process).auth)
      }
      expect(stopped.variables).toEqual(snapshot.variables)
      expect(stopped.revision).toBe(snapshot.revision)
    }),
  )
})

test('names that the settings do not have stop nothing, so nobody can fill them', () => {
  fc.assert(
    fc.property(arbitrarySnapshot, fc.string({ minLength: 3, maxLength: 20 }), (snapshot, name) => {
      const process = `made-up-${name}`
      expect(addStop(NO_STOPS, snapshot, { op: 'disableUrl', on: process })).toBe(NO_STOPS)
      expect(addStop(NO_STOPS, snapshot, { op: 'setIntake', process, intake: { paused: true } })).toBe(
        NO_STOPS,
      )
    }),
  )
})

test('a stop outlives every signed change but one that gives a new generation or says whether the process is paused', () => {
  fc.assert(
    fc.property(
      arbitrarySnapshot,
      fc.array(arbitraryChange, { maxLength: 8 }),
      arbitraryChange,
      (snapshot, changes, change) => {
        const stops = stopsOf(snapshot, changes)
        // Signed by somebody who has not seen the stops
        const next = nextContent(snapshot, NO_STOPS, change, AT)
        if (next.kind !== 'changed') return
        const left = keepStops(stops, next.snapshot)
        for (const [on, generation] of Object.entries(stops.off)) {
          const name = on.replace(/^@/, '')
          const all = on.startsWith('@') ? next.snapshot.aliases : next.snapshot.startNodes
          const state = Object.hasOwn(all, name) ? all[name] : undefined
          expect(left.off[on] === generation).toBe(state?.generation === generation)
        }
        for (const process of Object.keys(stops.paused)) {
          const said = change.op === 'setIntake' && change.process === process && 'paused' in change.intake
          const gone = !Object.hasOwn(next.snapshot.startNodes, process)
          if (!gone) expect(Object.hasOwn(left.paused, process)).toBe(!said)
        }
      },
    ),
  )
})

test('what is signed by somebody who saw the stops has them in it, and needs them no more', () => {
  fc.assert(
    fc.property(
      arbitrarySnapshot,
      fc.array(arbitraryChange, { maxLength: 8 }),
      arbitraryChange,
      (snapshot, changes, change) => {
        const stops = stopsOf(snapshot, changes)
        const next = nextContent(snapshot, stops, change, AT)
        if (next.kind !== 'changed') return
        expect(keepStops(stops, next.snapshot)).toEqual(NO_STOPS)
        const others = Object.keys(stops.off).filter((on) => !('on' in change && change.on === on))
        for (const on of others)
          expect(
            open(next.snapshot).some((door) => door.startsWith(`${on.replace(/^@/, '')}:${stops.off[on]}`)),
          ).toBe(false)
      },
    ),
  )
})

test('to go on is signed even where nothing seems paused, since a receiver may keep a stop that nobody else shows', () => {
  const base = nextContent(
    { settingsId: 's', revision: 4, startNodes: {}, aliases: {}, variables: {}, nextVariableId: 1 },
    NO_STOPS,
    { op: 'enableUrl', on: 'loan', generation: '0'.repeat(32) },
    AT,
  ) as { snapshot: SettingsSnapshot }
  const pause = { op: 'setIntake', process: 'loan', intake: { paused: true } } as const
  const stops = addStop(NO_STOPS, base.snapshot, pause)
  expect(withStops(base.snapshot, stops).startNodes.loan?.intake.paused).toBe(true)
  const resumed = nextContent(base.snapshot, NO_STOPS, { ...pause, intake: { paused: false } }, AT)
  expect(resumed).toMatchObject({ kind: 'changed', snapshot: { revision: 6 } })
  expect(
    withStops((resumed as { snapshot: SettingsSnapshot }).snapshot, stops).startNodes.loan?.intake.paused,
  ).toBe(false)
})

test('stops from outside are read without harm, and never grow past the settings', () => {
  fc.assert(
    fc.property(arbitrarySnapshot, fc.anything(), (snapshot, junk) => {
      const read = keepStops(parseStops({ off: junk, paused: junk }), snapshot)
      expect(byteLength(read)).toBeLessThanOrEqual(byteLength(snapshot))
    }),
  )
})
