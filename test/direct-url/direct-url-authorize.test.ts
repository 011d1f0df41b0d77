/** Who asks with the wrong path learns nothing: every refusal is the same answer after the same work. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { authorizeDirectUrl } from '../../src/direct-url/authorize-direct-url.ts'
import type { AuthorizedUrl } from '../../src/direct-url/authorized-url.ts'
import { type DirectUrl, directUrlPath, parseDirectUrl } from '../../src/direct-url/direct-url.ts'
import { signDirectUrl } from '../../src/keys/signature.ts'
import { type AcceptedUrl, completeSnapshot } from '../../src/settings/snapshot.ts'

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
const oldMpoXmlPath = `/api/1/xml/public/31758/${'5f'.repeat(20)}`
const oldAliasPath = `/api/2/json/public/@loans/retail/prod/i702619617/${'6f'.repeat(20)}`
const unlinkedPath = `/api/1/json/public/31759/${'7f'.repeat(20)}`
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
        accepted(oldMpoXmlPath, null),
      ],
    },
    dunning: { generation: null, accepted: [accepted(offPath, null)] },
    'not-served': { generation, accepted: [] },
  },
  aliases: {
    loans: { title: 'Loans', process: 'loan-approved', generation, accepted: [accepted(oldAliasPath, null)] },
    unlinked: { title: '', process: null, generation, accepted: [accepted(unlinkedPath, null)] },
    'alias-off': { title: '', process: 'loan-approved', generation: null, accepted: [] },
    elsewhere: { title: '', process: 'not-served', generation, accepted: [] },
  },
})

function authorize(path: string): AuthorizedUrl {
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
  ['an unknown alias', directUrlPath('@loan-approved', sign('loan-approved', 'alias'))],
  ['the signature of a process for an alias', directUrlPath('@loans', sign('loans'))],
  ['an unlinked alias', directUrlPath('@unlinked', sign('unlinked', 'alias'))],
  ['an accepted path of an unlinked alias', unlinkedPath],
  ['a switched-off alias', directUrlPath('@alias-off', sign('alias-off', 'alias'))],
  [
    'an alias of a process this receiver does not serve',
    directUrlPath('@elsewhere', sign('elsewhere', 'alias')),
  ],
  ['a long alias nobody adopted', `/api/2/json/public/@loans/a/b/c/${sign('loans', 'alias')}`],
  ['an accepted path with the word of another format', oldMpoPath.replace('json', 'xml')],
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
  expect(thrown).toMatchObject({ code: 'access_denied' })
  expect(thrown).toMatchObject({ code: 'access_denied', message: 'Access denied', problems: [] })
  expect(work).toEqual({ hmacs: keys.length, hashes: 1 })
})

const opened = { process: 'loan-approved', addressed: 'loan-approved', accepted: null }

test('the right signature opens, under both versions and in all three formats', () => {
  const path = directUrlPath('loan-approved', sign('loan-approved'))
  for (const version of ['1', '2']) {
    for (const format of ['json', 'xml', 'nvp']) {
      expect(authorize(path.replace('/2/json/', `/${version}/${format}/`))).toEqual(opened)
    }
  }
})

test('the signature of an older key opens', () => {
  const older = signDirectUrl(keys[1] as Buffer, 'process', 'loan-approved', generation)
  expect(authorize(directUrlPath('loan-approved', older))).toEqual(opened)
})

test('an alias opens for the process it is linked to', () => {
  expect(authorize(directUrlPath('@loans', sign('loans', 'alias')))).toEqual({
    process: 'loan-approved',
    addressed: '@loans',
    accepted: null,
  })
})

test('an accepted path opens for its process until its end, and says which one it was', () => {
  expect(authorize(oldMpoPath)).toEqual({ ...opened, accepted: accepted(oldMpoPath, null) })
  expect(authorize(endingPath).process).toBe('loan-approved')
  expect(authorize(oldMpoXmlPath).process).toBe('loan-approved')
  expect(authorize(oldAliasPath)).toEqual({
    process: 'loan-approved',
    addressed: '@loans',
    accepted: accepted(oldAliasPath, null),
  })
})

test('every URL shape of MPO is read and, once adopted, opens', () => {
  const shape = fc.record({
    version: fc.constantFrom('1', '2'),
    format: fc.constantFrom('json', 'xml', 'nvp'),
    target: fc.oneof(
      fc.integer({ min: 1, max: 9_999_999 }).map(String),
      fc
        .tuple(
          fc.stringMatching(/^[a-z0-9-]{3,20}$/),
          fc.array(fc.stringMatching(/^[a-z0-9-]{1,20}$/), { maxLength: 3 }),
        )
        .map(([alias, rest]) => [`@${alias}`, ...rest].join('/')),
    ),
    hash: fc.stringMatching(/^[0-9a-f]{40}$/),
  })
  fc.assert(
    fc.property(shape, ({ version, format, target, hash }) => {
      const path = `/api/${version}/${format}/public/${target}/${hash}`
      const url = parseDirectUrl(path) as DirectUrl
      expect(url).toMatchObject({ format, signature: hash })
      const adopted = completeSnapshot({
        settingsId: 's',
        revision: 1,
        startNodes: { dunning: { generation, accepted: [accepted(path, null)] } },
      })
      expect(authorizeDirectUrl(adopted, keys, processes, url, path, now).addressed).toBe('dunning')
      expect(() => authorizeDirectUrl(snapshot, keys, processes, url, path, now)).toThrow(
        expect.objectContaining({ code: 'access_denied' }),
      )
    }),
    { numRuns: 200 },
  )
})

test('the log can say where a URL is good and only the process is not loaded; of a guess it says nothing', () => {
  const why = (path: string): unknown => {
    try {
      authorizeDirectUrl(snapshot, keys, processes, parseDirectUrl(path) as DirectUrl, path, now)
    } catch (error) {
      return (error as Error).cause
    }
    throw new Error('It was let in')
  }
  const signature = signDirectUrl(keys[0] as Buffer, 'process', 'not-served', generation)
  const good = directUrlPath('not-served', signature)
  expect(why(good)).toMatchObject({ message: "This receiver has not loaded the process 'not-served'" })
  expect(why(directUrlPath('not-served', '00'.repeat(20)))).toBeUndefined()
  expect(why(directUrlPath('nobody-has-it', signature))).toBeUndefined()
})
