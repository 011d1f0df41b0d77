import { expect, test } from 'vitest'
import type { AuditEntry } from '../../../src/settings/change.ts'
import { recordAudit } from '../../../src/workflows/settings/record-audit.ts'

const entry = (revision: number, proved: boolean): AuditEntry => ({
  at: '2026-11-24T08:00:00.000Z',
  actor: 'a',
  op: 'disableUrl',
  on: 'p',
  detail: null,
  revision,
  proved,
  refused: false,
})

test('the newest 1,000 changes are kept, and a flood of unproved ones pushes out none of them', () => {
  let audit: AuditEntry[] = []
  for (let revision = 1; revision <= 1_005; revision += 1) audit = recordAudit(audit, entry(revision, true))
  for (let revision = 1; revision <= 500; revision += 1) audit = recordAudit(audit, entry(revision, false))
  const proved = audit.filter((each) => each.proved).map(({ revision }) => revision)
  const unproved = audit.filter((each) => !each.proved).map(({ revision }) => revision)
  expect([proved.length, proved[0], proved.at(-1)]).toEqual([1_000, 6, 1_005])
  expect([unproved.length, unproved[0], unproved.at(-1)]).toEqual([100, 401, 500])
})
