/** Changes as fast-check draws them: of few processes and aliases, so that they meet. */
import fc from 'fast-check'
import type { SettingsChange } from '../../../src/settings/change.ts'
import { applyChange } from '../../../src/settings/rules/apply-change.ts'
import { completeSnapshot, type SettingsSnapshot } from '../../../src/settings/snapshot.ts'

export const NOW = '2026-11-24T08:00:00.000Z'
export const LATER = '2026-11-25T08:00:00.000Z'
export const EARLIER = '2026-11-23T08:00:00.000Z'
export const EMPTY = completeSnapshot({ settingsId: 's', revision: 0, startNodes: {} })

export const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((all) => all.join(''))
export const sealed = hex(40).map((data) => `v1.01234567.${data}`)
export const process = fc.constantFrom('loan-approved', 'client-created', 'constructor')
export const alias = fc.constantFrom('loans', 'clients', 'constructor')
export const variable = fc.constantFrom('webhook-var', 'token', 'constructor')
export const on = fc.oneof(
  process,
  alias.map((name) => `@${name}`),
)
export const auth = fc.oneof(
  fc.record({ type: fc.constant('none' as const) }),
  fc.record({ type: fc.constant('basic' as const), user: sealed, pass: sealed }),
  fc.record({ type: fc.constant('header' as const), name: fc.constant('x-key'), value: sealed }),
)
export const intake = fc.record(
  {
    paused: fc.boolean(),
    perSecond: fc.option(fc.integer({ min: 1, max: 100 })),
    sources: fc.array(fc.constantFrom('10.0.0.0/8', '::1'), { maxLength: 2 }),
    answerInvalid: fc.option(fc.constantFrom('error' as const, 'ok' as const)),
    answers: fc.constantFrom('http' as const, 'mpo' as const),
    startDelayMs: fc.nat({ max: 1_000 }),
  },
  { requiredKeys: ['paused'] },
)
const overlap = fc.option(
  fc.record({
    until: fc.constantFrom(EARLIER, LATER),
    pathHashes: fc.array(hex(64), { minLength: 1, maxLength: 3 }),
  }),
)
const pathHash = fc.constantFrom('a'.repeat(64), 'b'.repeat(64))
const accepted = fc.record({
  pathHash,
  until: fc.option(fc.constantFrom(EARLIER, LATER)),
  note: fc.constant('adopted'),
})

const op = <T extends SettingsChange['op']>(name: T) => fc.constant(name)

export const change: fc.Arbitrary<SettingsChange> = fc.oneof(
  fc.record({ op: op('enableUrl'), on, generation: hex(32) }),
  fc.record({ op: op('disableUrl'), on }),
  fc.record({ op: op('rotateUrl'), on, generation: hex(32), overlap }),
  fc.record({ op: op('adoptUrl'), on, accepted }),
  fc.record({ op: op('dropAcceptedUrl'), on, pathHash }),
  fc.record({ op: op('setAuth'), process, auth }),
  fc.record({ op: op('setIntake'), process, intake }),
  fc.record({ op: op('createAlias'), alias, title: fc.constant('Title'), process: fc.option(process) }),
  fc.record({ op: op('renameAlias'), alias, to: alias }),
  fc.record({ op: op('linkAlias'), alias, process }),
  fc.record({ op: op('unlinkAlias'), alias }),
  fc.record({ op: op('deleteAlias'), alias }),
  fc.record({
    op: op('setVariable'),
    name: variable,
    type: fc.constantFrom('raw' as const, 'json' as const),
    secret: fc.boolean(),
    value: sealed,
  }),
  fc.record({ op: op('deleteVariable'), name: variable }),
)

export const changes = fc.array(change, { maxLength: 30 })

/** The settings after these changes; refused ones are left out. */
export function applyAll(all: readonly SettingsChange[], from = EMPTY): SettingsSnapshot {
  return all.reduce((snapshot, each) => {
    const applied = applyChange(snapshot, each, NOW)
    return applied.kind === 'refused' ? snapshot : applied.snapshot
  }, from)
}
