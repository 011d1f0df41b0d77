import { expect, test } from 'vitest'
import type { SettingsState } from '../../../src/settings/chain/settings-state.ts'
import type { AuditEntry } from '../../../src/settings/change.ts'
import { fitState } from '../../../src/workflows/settings/fit-state.ts'
import { EMPTY, NOW } from '../../settings/rules/arbitrary-change.ts'

const entry = (revision: number): AuditEntry => ({
  at: NOW,
  actor: 'a'.repeat(200),
  op: 'disableUrl',
  on: 'p',
  detail: 'd'.repeat(300),
  revision,
  proved: true,
  refused: false,
})
const audit = Array.from({ length: 1_000 }, (_, index) => entry(index))
const title = 't'.repeat(1_000_000)
const alias = { title, process: null, generation: null, accepted: [] }
const snapshot = { ...EMPTY, aliases: { big: alias } }

test('a state that fits goes on as it is', () => {
  const state: SettingsState = { snapshot, audit, uses: {} }
  expect(fitState(state)).toBe(state)
})

test('a state that Temporal would refuse keeps its snapshot and the newest of the audit', () => {
  const huge = { ...snapshot, aliases: { big: alias, bigger: { ...alias, title: title.slice(0, 500_000) } } }
  const fitted = fitState({ snapshot: huge, audit, uses: {} })
  expect(fitted.snapshot).toBe(huge)
  expect(fitted.audit.length).toBeGreaterThan(400)
  expect(fitted.audit.at(-1)).toEqual(entry(999))
  expect(JSON.stringify(fitted).length).toBeLessThan(2_000_000)
})

test('counts of uses go before the settings would end', () => {
  const use = { count: 1, lastAt: NOW }
  const uses = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, index) => [String(index).padStart(64, '0'), use]),
  )
  expect(fitState({ snapshot, audit, uses })).toEqual({ snapshot, audit: [], uses: {} })
})
