/** Gaps, forks and unsigned lines of the audit are named; an honest one is quiet. */
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { examineAudit } from '../../../src/settings/chain/examine-audit.ts'
import { sealHead } from '../../../src/settings/chain/seal-head.ts'
import type { AuditEntry, AuditOp } from '../../../src/settings/change.ts'
import { completeSnapshot } from '../../../src/settings/snapshot.ts'

const KEY = randomBytes(32)
const AT = '2027-01-31T00:00:00.000Z'
const content = completeSnapshot({ settingsId: 's', revision: 0, startNodes: {} })

function line(revision: number, more: { op?: AuditOp; actor?: string } = {}): AuditEntry {
  const entry = { at: AT, actor: 'cli:bob', op: 'enableUrl', on: 'loan', detail: null, ...more } as const
  const said = { ...entry, revision, proved: true, refused: false }
  return sealHead(KEY, { content, entry: said, past: '', givenUp: [] }).entry
}
const lines = (...revisions: number[]) => revisions.map((revision) => line(revision))
const examine = (entries: readonly AuditEntry[], newest = -1) =>
  examineAudit(entries, { signingKeys: [KEY], settingsId: 's', newest })

test('an unbroken audit is quiet, whatever retention took from its beginning and whatever unsigned stops are in it', () => {
  const stop: AuditEntry = { ...line(4), proved: false }
  expect(examine([...lines(3, 4, 5), stop], 5)).toEqual([])
  expect(examine([])).toEqual([])
})

test('missing revisions are a gap, in the middle and at the end', () => {
  expect(examine(lines(1, 2, 5, 7), 9).map(({ message }) => message)).toEqual([
    'Temporal tells nothing of revision 3 to 4',
    'Temporal tells nothing of revision 6',
    'Temporal tells nothing of revision 8 to 9',
  ])
  expect(examine([...lines(1), line(1_002, { op: 'restoreSettings' })])).toEqual([])
})

test('two signed lines of one revision are a fork', () => {
  expect(examine([...lines(1, 2), line(2, { actor: 'cli:eve' })])).toMatchObject([{ kind: 'fork' }])
})

test('a line that says it was proved and carries no seal of these settings is named', () => {
  const { seal: _, ...bare } = line(2)
  expect(examine([line(1), bare, line(2)])).toMatchObject([{ kind: 'unsigned' }])
  expect(examine([line(1), { ...line(2), actor: 'cli:eve' }, line(2)])).toMatchObject([{ kind: 'unsigned' }])
  // Of before the chain
  const { seal: __, ...old } = line(1)
  expect(examine([old, line(2, { op: 'signSettings' })])).toEqual([])
})
