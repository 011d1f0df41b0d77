import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkAuth } from '../../src/direct-url/check-auth.ts'
import { sealText } from '../../src/keys/sealed-text.ts'
import { resolveSecrets } from '../../src/settings/resolve-secrets.ts'
import { type ClearAuth, sealAuth } from '../../src/settings/seal-auth.ts'
import { completeSnapshot, type VariableState } from '../../src/settings/snapshot.ts'

const keys = [randomBytes(32)]
const NONE = { settingsId: 's', revision: 1, startNodes: {} }

function variable(id: number, value: string, secret = false): VariableState {
  return { id, type: value.startsWith('{') ? 'json' : 'raw', secret, value: sealText(keys, value) }
}

const snapshot = completeSnapshot({
  ...NONE,
  variables: {
    'webhook-var': variable(1, '{"user":"mambu","pass":"from-variable"}'),
    'secret-var': variable(2, 'from-secret', true),
    'empty-var': variable(3, ''),
    'foreign-var': { id: 4, type: 'raw', secret: false, value: sealText([randomBytes(32)], 'canary') },
  },
})

type Headers = Parameters<typeof checkAuth>[1]

/** What a receiver does with a request. */
function outcome(auth: ClearAuth, headers: Headers, sealedWith = keys): 'passes' | unknown {
  try {
    checkAuth(sealAuth(sealedWith, auth), headers, resolveSecrets(snapshot, keys))
    return 'passes'
  } catch (error) {
    return error
  }
}

const basic = (user: string, pass: string): ClearAuth => ({ type: 'basic', user, pass })
const header = (value: string, name = 'X-Api-Key'): ClearAuth => ({ type: 'header', name, value })
const encode = (text: string) => Buffer.from(text).toString('base64')
const sends = (text: string) => ({ authorization: `Basic ${encode(text)}` })

const passing: readonly (readonly [string, ClearAuth, Headers])[] = [
  ['no auth', { type: 'none' }, {}],
  ['no auth, with credentials', { type: 'none' }, sends('a:b')],
  ['user and password', basic('mambu', 'pa55'), sends('mambu:pa55')],
  ['a colon in the password', basic('mambu', 'pa:55:'), sends('mambu:pa:55:')],
  ['a UTF-8 password', basic('mämbu', 'pä55wörd€😀'), sends('mämbu:pä55wörd€😀')],
  ['an empty user', basic('', 'pa55'), sends(':pa55')],
  ['a lower-case scheme', basic('a', 'b'), { authorization: `basic ${encode('a:b')}` }],
  ['an upper-case scheme and spaces', basic('a', 'b'), { authorization: `BASIC   ${encode('a:b')} ` }],
  [
    'base64 without padding',
    basic('mambu', 'pa5'),
    { authorization: `Basic ${encode('mambu:pa5').replace(/=+$/, '')}` },
  ],
  ['a long password', basic('a', 'x'.repeat(9_000)), sends(`a:${'x'.repeat(9_000)}`)],
  [
    'references to a variable',
    basic('{{env_var[@webhook-var].user}}', '{{env_var[@webhook-var].pass}}'),
    sends('mambu:from-variable'),
  ],
  ['a secret variable', basic('u', '{{env_var[@secret-var]}}'), sends('u:from-secret')],
  ['a header secret', header('s3cret'), { 'x-api-key': 's3cret' }],
  ['a header secret in a variable', header('{{env_var[2]}}'), { 'x-api-key': 'from-secret' }],
]

test.each(passing)('%s passes', (_, auth, headers) => {
  expect(outcome(auth, headers)).toBe('passes')
})

const wanted = basic('mambu', 'pa55')
const refused: readonly (readonly [string, ClearAuth, Headers])[] = [
  ['nothing', wanted, {}],
  ['an empty header', wanted, { authorization: '' }],
  ['a wrong user', wanted, sends('mambo:pa55')],
  ['a wrong password', wanted, sends('mambu:pa56')],
  ['the beginning of the password', wanted, sends('mambu:pa5')],
  ['the password and more', wanted, sends('mambu:pa555')],
  ['user and password exchanged', wanted, sends('pa55:mambu')],
  ['the right text without a colon', wanted, sends('mambupa55')],
  ['nothing before and behind the colon', wanted, sends(':')],
  ['undefined:undefined', wanted, sends('undefined:undefined')],
  ['null:null', wanted, sends('null:null')],
  ['base64 junk', wanted, { authorization: 'Basic %%%' }],
  ['base64 with something behind it', wanted, { authorization: `Basic ${encode('mambu:pa55')}, x` }],
  ['the scheme alone', wanted, { authorization: 'Basic' }],
  ['the scheme and a space', wanted, { authorization: 'Basic ' }],
  ['another scheme', wanted, { authorization: `Bearer ${encode('mambu:pa55')}` }],
  ['no scheme', wanted, { authorization: encode('mambu:pa55') }],
  ['10 KB', wanted, sends('x'.repeat(10_000))],
  ['10 KB of spaces', wanted, { authorization: `Basic ${' '.repeat(10_000)}!` }],
  ['the header twice', wanted, { authorization: [`Basic ${encode('mambu:pa55')}`, 'Basic x'] as never }],
  ['NUL bytes', wanted, sends('mambu:pa55\0')],
  [
    'Latin-1 bytes',
    basic('u', 'ä'),
    { authorization: `Basic ${Buffer.from('u:ä', 'latin1').toString('base64')}` },
  ],
  ['a missing variable', basic('u', '{{env_var[@gone].pass}}'), sends('u:')],
  ['a missing variable, named', basic('u', '{{env_var[@gone]}}'), sends('u:{{env_var[@gone]}}')],
  [
    'a missing variable, undefined',
    basic('{{env_var[@gone].u}}', '{{env_var[@gone].p}}'),
    sends('undefined:undefined'),
  ],
  ['an empty variable', basic('u', '{{env_var[@empty-var]}}'), sends('u:')],
  ['a variable nobody can decrypt', basic('u', '{{env_var[@foreign-var]}}'), sends('u:canary')],
  ['an empty password', basic('u', ''), sends('u:')],
  ['a missing header secret', header('s3cret'), {}],
  ['a wrong header secret', header('s3cret'), { 'x-api-key': 's3cre' }],
  ['an empty header secret', header(''), { 'x-api-key': '' }],
  ['an empty header secret, not sent', header(''), {}],
  ['the header secret twice', header('s3cret'), { 'x-api-key': 's3cret, s3cret' }],
  ['the header secret in a list', header('s3cret'), { 'x-api-key': ['s3cret', 'x'] }],
  ['a name of Object.prototype', header('x', 'constructor'), {}],
]

test.each(refused)('%s is answered with the one 401, which tells nothing', (_, auth, headers) => {
  const error = outcome(auth, headers)
  expect(error).toMatchObject({ code: 'credentials_wrong' })
  expect(error).toMatchObject({
    code: 'credentials_wrong',
    status: 401,
    message: 'Access denied',
    problems: [],
  })
})

test('credentials that were sealed with another key are refused, and the cause says so', () => {
  const error = outcome(basic('u', 'p'), sends('u:p'), [randomBytes(32)])
  expect(error).toMatchObject({ code: 'credentials_wrong', cause: { code: 'secret_unreadable' } })
})

test('a changed variable is in force with the next snapshot', () => {
  const auth = sealAuth(keys, basic('u', '{{env_var[@secret-var]}}'))
  const next = {
    ...snapshot,
    revision: 2,
    variables: { ...snapshot.variables, 'secret-var': variable(2, 'rotated', true) },
  }
  expect(() => checkAuth(auth, sends('u:rotated'), resolveSecrets(next, keys))).not.toThrow()
  expect(() => checkAuth(auth, sends('u:from-secret'), resolveSecrets(next, keys))).toThrow('Access denied')
  expect(() => checkAuth(auth, sends('u:from-secret'), resolveSecrets(snapshot, keys))).not.toThrow()
})

test('only the very same user and password pass, whatever they are', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 })
  fc.assert(
    fc.property(text, text, text, text, (user, pass, otherUser, otherPass) => {
      fc.pre(!user.includes(':') && pass !== '' && !`${user}${pass}`.includes('env_var'))
      expect(outcome(basic(user, pass), sends(`${user}:${pass}`))).toBe('passes')
      fc.pre(`${otherUser}:${otherPass}` !== `${user}:${pass}`)
      expect(outcome(basic(user, pass), sends(`${otherUser}:${otherPass}`))).toMatchObject({
        code: 'credentials_wrong',
      })
    }),
  )
})

test('no header is more than wrong, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (value) => {
      for (const authorization of [value, `Basic ${value}`]) {
        expect(outcome(wanted, { authorization })).toMatchObject({ code: 'credentials_wrong' })
      }
    }),
  )
})
