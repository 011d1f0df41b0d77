/** The requests log: what it keeps, what it finds, whom it tells. */
import { expect, test } from 'vitest'
import type { RequestRow } from '../../src/receiver/receiver-log.ts'
import { createRequests, type LoggedRequest } from '../../src/requests/requests.ts'

function row(more: Partial<RequestRow> = {}): RequestRow {
  return {
    time: '2026-06-13T10:00:00.000Z',
    process: 'loan-approved',
    addressed: 'loan-approved',
    code: 'accepted',
    status: 200,
    reason: null,
    bytes: 2,
    durationMs: 1,
    taskId: null,
    source: '192.0.2.1',
    ...more,
  }
}
const refused = row({ process: null, addressed: null, code: 'access_denied', status: 403 })
const seqs = (found: LoggedRequest[]) => found.map(({ seq }) => seq)

test('a flood of refused requests does not push out an authentic one', () => {
  const requests = createRequests({ authentic: 3, refused: 2 })
  requests.request(row())
  for (let n = 0; n < 10; n++) requests.request(refused)
  requests.request(row({ code: 'credentials_wrong', status: 401 }))
  expect(seqs(requests.list())).toEqual([12, 11, 1])
})

test('the newest come first, and the oldest go when the log is full', () => {
  const requests = createRequests({ authentic: 3, refused: 2 })
  for (let n = 0; n < 5; n++) requests.request(row())
  requests.request(refused)
  requests.request(row())
  expect(seqs(requests.list())).toEqual([7, 6, 5, 4])
  expect(seqs(requests.list({}, { limit: 2 }))).toEqual([7, 6])
  expect(seqs(requests.list({}, { limit: 2, beforeSeq: 6 }))).toEqual([5, 4])
})

test.each([
  [{ process: 'loan-approved' }, [4, 2, 1]],
  [{ addressed: '@loans' }, [2]],
  [{ code: 'schema_mismatch' }, [4]],
  [{ taskId: 'b'.repeat(24) }, [4]],
  [{ refused: true }, [4, 3]],
  [{ refused: false }, [2, 1]],
  [{ authentic: false }, [3]],
  [{ authentic: true, refused: true }, [4]],
])('the filter %j finds %j', (filter, expected) => {
  const requests = createRequests()
  requests.request(row())
  requests.request(row({ addressed: '@loans' }))
  requests.request(refused)
  // Kept in quarantine and answered 200: refused all the same.
  requests.request(row({ code: 'schema_mismatch', taskId: 'b'.repeat(24) }))
  expect(seqs(requests.list(filter))).toEqual(expected)
})

test('a follower is told what fits its filter, until it leaves', () => {
  const requests = createRequests()
  const told: LoggedRequest[] = []
  const leave = requests.subscribe((request) => told.push(request), { refused: true })
  requests.request(row())
  requests.request(refused)
  leave()
  requests.request(refused)
  expect(seqs(told)).toEqual([2])
})

test('what was thrown and is not ours stays in the log line, and out of this list', () => {
  const requests = createRequests()
  requests.request(row({ code: 'internal', status: 500, err: new Error('canary') }))
  expect(requests.list()[0]).not.toHaveProperty('err')
})

test('a row says repeat of what and kept why, whether its outcome comes after the answer or before', () => {
  const requests = createRequests()
  const told: LoggedRequest[] = []
  requests.subscribe((one) => told.push(one))
  const outcome = { taskId: 't1', receivedAt: row().time, process: 'loan-approved' }
  requests.request(row({ taskId: 't1' }))
  requests.request(row({ taskId: 't2' }))
  requests.settle({ ...outcome, repeat: true, keptAs: null, reused: false })
  requests.settle({ ...outcome, taskId: 't2', repeat: false, keptAs: 'e2', reused: true })
  // Of a caller that waits its row comes last.
  requests.settle({ ...outcome, taskId: 't3', repeat: true, keptAs: 'e3', reused: true })
  requests.request(row({ taskId: 't3' }))
  // Its entry has ended, so it has another.
  requests.request(row({ taskId: 't4', keptAs: 't4', code: 'json_invalid', status: 400 }))
  requests.settle({ ...outcome, taskId: 't4', repeat: false, keptAs: 'e4', reused: false })
  expect(requests.list()).toMatchObject([
    { taskId: 't4', code: 'json_invalid', keptAs: 'e4' },
    { taskId: 't3', code: 'delivery_key_reused', keptAs: 'e3', repeat: true },
    { taskId: 't2', code: 'delivery_key_reused', keptAs: 'e2', status: 200 },
    { taskId: 't1', code: 'accepted', repeat: true },
  ])
  expect(seqs(requests.list({ refused: true }))).toEqual([4, 3, 2])
  expect(seqs(told)).toEqual([1, 2, 1, 2, 3, 4, 4])
})
