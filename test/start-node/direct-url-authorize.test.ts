/** Who asks with the wrong path learns nothing: every refusal is the same answer after the same work. */
import { createHash } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { AccessDeniedError } from '../../src/errors/access-denied-error.ts'
import { authorizeDirectUrl } from '../../src/start-node/authorize-direct-url.ts'
import { type DirectUrl, directUrlPath, parseDirectUrl } from '../../src/start-node/direct-url.ts'
import { signDirectUrl } from '../../src/start-node/signature.ts'
import { type AcceptedUrl, completeSnapshot } from '../../src/start-node/snapshot.ts'

const work = vi.hoisted(() => ({ hmacs: 0, hashes: 0 }))
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>()
  const createHmac: typeof crypto.createHmac = (...args) => {
    work.hmacs++
    return crypto.createHmac(...args)
  }
  const createHash: typeof crypto.createHash = (...args) => {
    work.hashes++
    return crypto.createHash(...args)
  }
  return { ...crypto, createHmac, createHash }
})

const keys = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
const generation = 'ab'.repeat(16)
const processes = new Set(['loan-approved', 'dunning', 'repayment'])
const now = new Date('2026-06-13T10:00:00.000Z')

function accepted(path: string, until: string | null): AcceptedUrl {
  return { pathHash: createHash('sha256').update(path).digest('hex'), until, note: '' }
}

const oldMpoPath = `/api/1/json/public/31754/${'1f'.repeat(20)}`
const endedPath = `/api/1/json/public/31755/${'2f'.repeat(20)}`
const endingPath = `/api/1/json/public/31756/${'3f'.repeat(20)}`
const offPath = `/api/1/json/public/31757/${'4f'.repeat(20)}`
const snapshot = completeSnapshot({
  settingsId: 's',
  revision: 3,
  startNodes: {
    'loan-approved': {
      generation,
      accepted: [
        accepted(oldMpoPath, null),
        accepted(endedPath, '2026-06-13T10:00:00.000Z'),
        accepted(endingPath, '2026-06-13T10:00:00.001Z'),
        accepted(`/api/1/xml/public/31758/${'5f'.repeat(20)}`, null),
      ],
    },
    dunning: { generation: null, accepted: [accepted(offPath, null)] },
    'not-served': { generation, accepted: [] },
  },
})

function authorize(path: string): { process: string } {
  return authorizeDirectUrl(snapshot, keys, processes, parseDirectUrl(path) as DirectUrl, path, now)
}

const sign = (id: string, kind: 'process' | 'alias' = 'process', of = generation) =>
  signDirectUrl(keys[0] as Buffer, kind, id, of)

const wrong = '0'.repeat(40)
const refused: readonly (readonly [string, string])[] = [
  ['an unknown process', directUrlPath('unknown', sign('unknown'))],
  ['a wrong signature', directUrlPath('loan-approved', wrong)],
  ['a truncated signature', directUrlPath('loan-approved', sign('loan-approved').slice(0, 20))],
  ['the signature of another process', directUrlPath('loan-approved', sign('repayment'))],
  ['the signature of an alias', directUrlPath('loan-approved', sign('loan-approved', 'alias'))],
  ['a switched-off URL', directUrlPath('dunning', sign('dunning'))],
  [
    'a switched-off URL, dummy generation',
    directUrlPath('dunning', sign('dunning', 'process', '0'.repeat(32))),
  ],
  [
    'a process the settings do not know',
    directUrlPath('repayment', sign('repayment', 'process', '0'.repeat(32))),
  ],
  ['a process this receiver does not serve', directUrlPath('not-served', sign('not-served'))],
  ['a name of Object.prototype', directUrlPath('constructor', sign('constructor'))],
  ['XML', `/api/2/xml/public/loan-approved/${sign('loan-approved')}`],
  ['NVP', `/api/2/nvp/public/loan-approved/${sign('loan-approved')}`],
  ['an accepted path for XML', `/api/1/xml/public/31758/${'5f'.repeat(20)}`],
  ['an alias', `/api/2/json/public/@loan-approved/${sign('loan-approved', 'alias')}`],
  ['an accepted path that has ended', endedPath],
  ['an accepted path of a switched-off URL', offPath],
  ['an accepted path with a trailing character', `${oldMpoPath}0`],
  ['a path of 8 KB', directUrlPath('x'.repeat(8_000), wrong)],
]

test.each(refused)('%s is refused with the one answer, after the same work', (_, path) => {
  work.hmacs = 0
  work.hashes = 0
  let thrown: unknown
  try {
    authorize(path)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(AccessDeniedError)
  expect(thrown).toMatchObject({ code: 'access_denied', message: 'Access denied', problems: [] })
  expect(work).toEqual({ hmacs: keys.length, hashes: 1 })
})

test('the right signature opens, under both versions', () => {
  expect(authorize(directUrlPath('loan-approved', sign('loan-approved'), 1))).toEqual({
    process: 'loan-approved',
  })
  expect(authorize(directUrlPath('loan-approved', sign('loan-approved'), 2))).toEqual({
    process: 'loan-approved',
  })
})

test('the signature of an older key opens', () => {
  const older = signDirectUrl(keys[1] as Buffer, 'process', 'loan-approved', generation)
  expect(authorize(directUrlPath('loan-approved', older))).toEqual({ process: 'loan-approved' })
})

test('an accepted path opens for its process until its end', () => {
  expect(authorize(oldMpoPath)).toEqual({ process: 'loan-approved' })
  expect(authorize(endingPath)).toEqual({ process: 'loan-approved' })
})
