import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyChange } from '../../../src/settings/rules/apply-change.ts'
import { checkChange } from '../../../src/settings/rules/check-change.ts'
import { describeChange } from '../../../src/settings/rules/describe-change.ts'
import { onlyTightens } from '../../../src/settings/rules/only-tightens.ts'
import { parseSettingsSnapshot } from '../../../src/settings/settings-snapshot.ts'
import {
  aliasState,
  completeSnapshot,
  DEFAULT_INTAKE,
  type SettingsSnapshot,
  startNodeState,
} from '../../../src/settings/snapshot.ts'
import {
  alias,
  applyAll,
  auth,
  change,
  changes,
  EARLIER,
  EMPTY,
  hex,
  intake,
  NOW,
  on,
  process,
  sealed,
  variable,
} from './arbitrary-change.ts'

/** Everything that opens a process or alias. */
function doorsOf(snapshot: SettingsSnapshot, id: string): string[] {
  const state = id.startsWith('@') ? aliasState(snapshot, id.slice(1)) : startNodeState(snapshot, id)
  if (state === null) return []
  const { generation, accepted } = state
  return [...(generation === null ? [] : [generation]), ...accepted.map(({ pathHash }) => pathHash)]
}

function allDoors(snapshot: SettingsSnapshot): string[] {
  const names = [
    ...Object.keys(snapshot.startNodes),
    ...Object.keys(snapshot.aliases).map((name) => `@${name}`),
  ]
  return names.flatMap((name) => doorsOf(snapshot, name).map((door) => `${name} ${door}`))
}

test('the revision grows by one with every change, and by nothing else', () => {
  fc.assert(
    fc.property(changes, change, (before, last) => {
      const snapshot = applyAll(before)
      const applied = applyChange(snapshot, last, NOW)
      if (applied.kind === 'changed') expect(applied.snapshot.revision).toBe(snapshot.revision + 1)
      if (applied.kind === 'unchanged') expect(applied.snapshot).toBe(snapshot)
    }),
  )
})

test('every drawn change is well-formed, and what comes of it is a snapshot that a receiver takes', () => {
  fc.assert(
    fc.property(changes, (all) => {
      for (const each of all) expect(checkChange(each)).toBeNull()
      const snapshot = applyAll(all)
      expect(parseSettingsSnapshot(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot)
    }),
  )
})

test('disable closes every door, whatever was before, and leaves the others as they are', () => {
  fc.assert(
    fc.property(changes, on, (all, id) => {
      const before = applyAll(all)
      const after = applyAll([{ op: 'disableUrl', on: id }], before)
      expect(doorsOf(after, id)).toEqual([])
      expect(allDoors(after)).toEqual(allDoors(before).filter((door) => !door.startsWith(`${id} `)))
    }),
  )
})

test('after a disable, only doors that a later change names are open: no old URL comes back', () => {
  fc.assert(
    fc.property(changes, fc.array(change, { maxLength: 6 }), process, (old, later, id) => {
      const closed = applyAll([...old, { op: 'disableUrl', on: id }])
      const named = JSON.stringify(later.filter((each) => 'on' in each && each.on === id))
      for (const door of doorsOf(applyAll(later, closed), id)) expect(named).toContain(door)
    }),
  )
})

test('what needs no proof opens nothing and forgets no credentials', () => {
  fc.assert(
    fc.property(changes, change, (all, last) => {
      fc.pre(onlyTightens(last))
      const before = applyAll(all)
      const after = applyAll([last], before)
      const doors = new Set(allDoors(before))
      for (const door of allDoors(after)) expect(doors).toContain(door)
      for (const [id, state] of Object.entries(before.startNodes)) {
        const next = startNodeState(after, id)
        expect(next.auth).toEqual(state.auth)
        expect(next.intake).toEqual({ ...state.intake, paused: state.intake.paused || next.intake.paused })
      }
      for (const [name, { process: linked }] of Object.entries(after.aliases)) {
        if (linked !== null) expect(linked).toBe(before.aliases[name]?.process)
      }
      expect(after.variables).toEqual(before.variables)
    }),
    { numRuns: 300 },
  )
})

test('a rotation without overlap leaves no door of earlier rotations', () => {
  fc.assert(
    fc.property(changes, on, hex(32), (all, id, generation) => {
      const rotate = { op: 'rotateUrl', on: id, generation, overlap: null } as const
      const applied = applyChange(applyAll(all), rotate, NOW)
      if (applied.kind !== 'changed') return
      const adopted = ['a', 'b'].map((letter) => letter.repeat(64))
      expect(doorsOf(applied.snapshot, id).filter((door) => !adopted.includes(door))).toEqual([generation])
    }),
  )
})

test('a rotation keeps what was adopted from elsewhere, and drops what has ended', () => {
  const accepted = [
    { pathHash: 'a'.repeat(64), until: null, note: 'adopted from MPO' },
    { pathHash: 'b'.repeat(64), until: EARLIER, note: 'adopted from MPO' },
  ]
  const startNodes = { p: { generation: '1'.repeat(32), accepted } }
  const before = completeSnapshot({ ...EMPTY, startNodes })
  const after = applyAll([{ op: 'rotateUrl', on: 'p', generation: '2'.repeat(32), overlap: null }], before)
  expect(after.startNodes.p).toMatchObject({ generation: '2'.repeat(32), accepted: [accepted[0]] })
})

test('an adopted path opens one thing only', () => {
  fc.assert(
    fc.property(changes, (all) => {
      const hashes = allDoors(applyAll(all))
        .map((door) => door.split(' ')[1] as string)
        .filter((door) => /^(?:a{64}|b{64})$/.test(door))
      expect(new Set(hashes).size).toBe(hashes.length)
    }),
  )
})

test('no auth resets the credentials: nothing of them is left anywhere', () => {
  fc.assert(
    fc.property(changes, process, sealed, sealed, (all, id, user, pass) => {
      const after = applyAll([
        ...all,
        { op: 'setAuth', process: id, auth: { type: 'basic', user, pass } },
        { op: 'setAuth', process: id, auth: { type: 'none' } },
      ])
      expect(startNodeState(after, id).auth).toEqual({ type: 'none' })
      const mine = JSON.stringify(after.startNodes[id])
      expect(mine).not.toContain(user)
      expect(mine).not.toContain(pass)
    }),
  )
})

test('auth and intake outlive every change of URLs, and the other way round', () => {
  fc.assert(
    fc.property(process, auth, intake, hex(32), (id, wanted, some, generation) => {
      const set = [
        { op: 'setAuth', process: id, auth: wanted },
        { op: 'setIntake', process: id, intake: some },
        { op: 'enableUrl', on: id, generation },
      ] as const
      const state = startNodeState(applyAll(set), id)
      expect(startNodeState(applyAll([...set].reverse()), id)).toEqual(state)
      expect(state).toEqual({
        generation,
        accepted: [],
        auth: wanted,
        intake: { ...DEFAULT_INTAKE, ...some },
      })
      const off = startNodeState(applyAll([...set, { op: 'disableUrl', on: id }]), id)
      expect(off).toEqual({ ...state, generation: null })
    }),
  )
})

test('the direct URL of an alias survives unlinking and linking again', () => {
  fc.assert(
    fc.property(changes, alias, process, (all, name, to) => {
      const before = applyAll(all)
      const after = applyAll(
        [
          { op: 'unlinkAlias', alias: name },
          { op: 'linkAlias', alias: name, process: to },
        ],
        before,
      )
      expect(doorsOf(after, `@${name}`)).toEqual(doorsOf(before, `@${name}`))
      if (aliasState(before, name) !== null) expect(aliasState(after, name)?.process).toBe(to)
    }),
  )
})

test('alias names are unique: neither create nor rename takes one that is in use', () => {
  fc.assert(
    fc.property(changes, alias, alias, process, (all, name, other, id) => {
      const before = applyAll(all)
      if (aliasState(before, name) !== null) {
        const create = { op: 'createAlias', alias: name, title: 'x', process: id } as const
        expect(applyChange(before, create, NOW).kind).toBe('refused')
      }
      const renamed = applyChange(before, { op: 'renameAlias', alias: name, to: other }, NOW)
      if (name !== other && aliasState(before, other) !== null) expect(renamed.kind).toBe('refused')
      if (renamed.kind !== 'changed') return
      expect(aliasState(renamed.snapshot, other)).toEqual(aliasState(before, name))
      expect(aliasState(renamed.snapshot, name)).toBeNull()
      expect(Object.keys(renamed.snapshot.aliases)).toHaveLength(Object.keys(before.aliases).length)
    }),
  )
})

test('the id of a variable stays with it and is never given again', () => {
  fc.assert(
    fc.property(changes, fc.array(change, { maxLength: 10 }), variable, (all, later, name) => {
      const before = applyAll(all)
      const after = applyAll(later, before)
      const deleted = later.some((each) => each.op === 'deleteVariable' && each.name === name)
      const old = before.variables[name]
      if (Object.hasOwn(before.variables, name) && !deleted) expect(after.variables[name]?.id).toBe(old?.id)
      const ids = Object.values(after.variables).map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      for (const id of ids) expect(id).toBeLessThan(after.nextVariableId)
      expect(after.nextVariableId).toBeGreaterThanOrEqual(before.nextVariableId)
    }),
  )
})

test('a secret variable becomes a visible one only with a new value', () => {
  const value = `v1.01234567.${'a'.repeat(40)}`
  const secret = { op: 'setVariable', name: 'token', type: 'raw', secret: true, value } as const
  const before = applyAll([secret])
  expect(applyChange(before, { ...secret, secret: false }, NOW).kind).toBe('refused')
  expect(applyChange(before, { ...secret, secret: false, value: `${value}b` }, NOW).kind).toBe('changed')
})

test('an audit line says what was changed and how, and never a secret, a generation or a whole path hash', () => {
  fc.assert(
    fc.property(change, (each) => {
      const text = JSON.stringify(describeChange(each))
      expect(text).not.toMatch(/v1\.|[0-9a-f]{32}/)
      expect(describeChange(each).on).toMatch(/^(?:@?[a-z-]+|env_var\[@[a-z-]+\])$/)
    }),
  )
})
