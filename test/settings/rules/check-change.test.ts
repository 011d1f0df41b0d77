import { expect, test } from 'vitest'
import { checkRequest } from '../../../src/workflows/settings/check-request.ts'

const sealed = `v1.01234567.${'A'.repeat(40)}`
const hash = 'a'.repeat(64)
const generation = 'b'.repeat(32)
const until = '2026-11-25T08:00:00.000Z'
const accepted = { pathHash: hash, until, note: 'mpo.example.com 31754' }
const basic = { type: 'basic', user: sealed, pass: sealed }

function problemOf(change: unknown): string | null {
  return checkRequest({ change, actor: 'cli:alice', proof: null })
}

test.each([
  { op: 'enableUrl', on: '@loans', generation },
  { op: 'rotateUrl', on: 'p', generation, overlap: { until, pathHashes: [hash] } },
  { op: 'adoptUrl', on: 'p', accepted: { ...accepted, until: null } },
  { op: 'setAuth', process: 'p', auth: { type: 'none' } },
  { op: 'setAuth', process: 'p', auth: { type: 'header', name: 'X-Key', value: sealed } },
  { op: 'setIntake', process: 'p', intake: { sources: ['10.0.0.0/8', 'fd00::/8', '::ffff:1.2.3.4'] } },
  { op: 'setIntake', process: 'p', intake: { perSecond: 0.5, startDelayMs: 60_000 } },
  { op: 'createAlias', alias: '123', title: '', process: null },
  { op: 'setVariable', name: 'STRIPE_token-2', type: 'raw', secret: true, value: sealed },
])('$op is well-formed', (change) => {
  expect(problemOf(change)).toBeNull()
})

test.each([
  ['no object', 'enableUrl', /object/],
  ['an unknown change', { op: 'openAll', on: 'p' }, /know no change 'openAll'/],
  ['a change named like a property', { op: 'constructor', on: 'p' }, /know no change/],
  ['a short alias', { op: 'createAlias', alias: 'ab', title: '', process: null }, /3 to 128/],
  ['an alias with _', { op: 'unlinkAlias', alias: 'loans_2' }, /lower-case/],
  ['a variable named like the prototype', { op: 'deleteVariable', name: '__proto__' }, /3 to 128/],
  ['an upper-case alias', { op: 'disableUrl', on: '@Loans' }, /on must be/],
  ['a long alias', { op: 'unlinkAlias', alias: 'a'.repeat(129) }, /3 to 128/],
  ['an alias with its @', { op: 'unlinkAlias', alias: '@loans' }, /3 to 128/],
  ['a link to no process', { op: 'linkAlias', alias: 'loans', process: null }, /process id/],
  [
    'a control character in a title',
    { op: 'createAlias', alias: 'loans', title: 'a\nb', process: null },
    /title/,
  ],
  ['a clear password', { op: 'setAuth', process: 'p', auth: { ...basic, pass: 'pa55' } }, /sealed/],
  [
    'a clear variable',
    { op: 'setVariable', name: 'token', type: 'raw', secret: true, value: 'pa55' },
    /sealed/,
  ],
  [
    'a huge secret',
    { op: 'setAuth', process: 'p', auth: { ...basic, user: sealed.padEnd(200_000, 'A') } },
    /sealed/,
  ],
  [
    'basic without a user',
    { op: 'setAuth', process: 'p', auth: { type: 'basic', pass: sealed } },
    /auth must be/,
  ],
  [
    'auth with more than it has',
    { op: 'setAuth', process: 'p', auth: { type: 'none', user: 'x' } },
    /auth must be/,
  ],
  [
    'a header that is none',
    { op: 'setAuth', process: 'p', auth: { type: 'header', name: 'a b', value: sealed } },
    /header/,
  ],
  ['an intake of nothing', { op: 'setIntake', process: 'p', intake: {} }, /at least one/],
  ['an unknown setting', { op: 'setIntake', process: 'p', intake: { pause: true } }, /no 'pause'/],
  ['a rate of 0', { op: 'setIntake', process: 'p', intake: { perSecond: 0 } }, /perSecond/],
  [
    'a rate that is no number',
    { op: 'setIntake', process: 'p', intake: { perSecond: Number.NaN } },
    /perSecond/,
  ],
  ['a source that is none', { op: 'setIntake', process: 'p', intake: { sources: ['localhost'] } }, /sources/],
  ['a delay into the past', { op: 'setIntake', process: 'p', intake: { startDelayMs: -1 } }, /startDelayMs/],
  ['a path instead of its hash', { op: 'dropAcceptedUrl', on: 'p', pathHash: '/api/1/json' }, /SHA-256/],
  ['a path to adopt', { op: 'adoptUrl', on: 'p', accepted: { ...accepted, pathHash: '/api' } }, /SHA-256/],
  ['an end that is no time', { op: 'adoptUrl', on: 'p', accepted: { ...accepted, until: 'soon' } }, /until/],
  ['a field nobody knows', { op: 'disableUrl', on: 'p', force: true }, /no 'force'/],
])('%s is refused in plain words, and no value is repeated', (_, change, problem) => {
  expect(problemOf(change)).toMatch(problem)
  expect(problemOf(change)).not.toMatch(/pa55/)
})
