/** A receiver remembers the paths that passed, and never longer than the settings they passed under. */
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createAuthorizer } from '../../src/direct-url/create-authorizer.ts'
import { type DirectUrl, directUrlPath, parseDirectUrl } from '../../src/direct-url/direct-url.ts'
import { hashPath } from '../../src/keys/hash-path.ts'
import { signDirectUrl } from '../../src/keys/signature.ts'
import { completeSnapshot, type PartialSnapshot } from '../../src/settings/snapshot.ts'

const key = randomBytes(32)
const generation = 'a'.repeat(32)
const path = directUrlPath('loan-approved', signDirectUrl(key, 'process', 'loan-approved', generation))
const url = parseDirectUrl(path) as DirectUrl
const now = new Date('2026-11-24T09:00:00Z')

function settings(state: PartialSnapshot['startNodes'][string], revision = 1) {
  return completeSnapshot({ settingsId: 's', revision, startNodes: { 'loan-approved': state } })
}

test('a path that passed passes again, and not any more once the settings have switched it off', () => {
  const authorize = createAuthorizer([key], new Set(['loan-approved']))
  const on = settings({ generation, accepted: [] })
  expect(authorize(on, url, path, now)).toEqual(authorize(on, url, path, now))
  const off = settings({ generation: null, accepted: [] }, 2)
  expect(() => authorize(off, url, path, now)).toThrow(expect.objectContaining({ code: 'access_denied' }))
  expect(authorize(settings({ generation, accepted: [] }, 3), url, path, now).process).toBe('loan-approved')
})

test('a wrong signature stays wrong however often it is tried beside a right one', () => {
  const authorize = createAuthorizer([key], new Set(['loan-approved']))
  const on = settings({ generation, accepted: [] })
  authorize(on, url, path, now)
  const guess = path.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
  for (let times = 0; times < 3; times++) {
    expect(() => authorize(on, parseDirectUrl(guess) as DirectUrl, guess, now)).toThrow(
      expect.objectContaining({ code: 'access_denied' }),
    )
  }
})

test('an otherwise accepted path is looked at each time, since it ends at its time', () => {
  const authorize = createAuthorizer([key], new Set(['loan-approved']))
  const old = '/api/2/json/public/31754/0123456789abcdef0123456789abcdef01234567'
  const until = '2026-11-24T10:00:00.000Z'
  const on = settings({ generation, accepted: [{ pathHash: hashPath(old), until, note: '' }] })
  const oldUrl = parseDirectUrl(old) as DirectUrl
  expect(authorize(on, oldUrl, old, now).accepted).not.toBeNull()
  expect(() => authorize(on, oldUrl, old, new Date('2026-11-24T10:00:01Z'))).toThrow(
    expect.objectContaining({ code: 'access_denied' }),
  )
})

test('a path that passed is refused once the receiver has its process no more, and passes when it is back', () => {
  const processes = new Set(['loan-approved'])
  const authorize = createAuthorizer([key], processes)
  const on = settings({ generation, accepted: [] })
  authorize(on, url, path, now)
  processes.clear()
  expect(() => authorize(on, url, path, now)).toThrow(expect.objectContaining({ code: 'access_denied' }))
  processes.add('loan-approved')
  expect(authorize(on, url, path, now).process).toBe('loan-approved')
})
