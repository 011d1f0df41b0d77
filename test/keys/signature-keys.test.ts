import { expect, test } from 'vitest'
import { ConfigInvalidError } from '../../src/errors/start-errors.ts'
import { parseSigningKeys } from '../../src/keys/signing-keys.ts'

const first = Buffer.alloc(32, 0xa5)
const second = Buffer.alloc(48, 0x5a)

test('keys come in order, as hex or base64, by line or comma', () => {
  const both = [first, second]
  expect(parseSigningKeys(`${first.toString('hex')},${second.toString('base64')}`)).toEqual(both)
  expect(parseSigningKeys(`\n${first.toString('base64url')}\r\n\n ${second.toString('hex')} \n`)).toEqual(
    both,
  )
})

test.each([
  ['nothing', '', /no signing key/],
  ['blanks only', ' \n , \n', /no signing key/],
  ['a short key', Buffer.alloc(31, 0xa5).toString('hex'), /has 31 bytes: it needs at least 32/],
  ['a short second key', `${first.toString('hex')}\n${'c3VwZXItc2VjcmV0'}`, /signingKeys\/1: .*12 bytes/],
  ['a pass phrase', 'correct horse battery staple, and more', /neither hex nor base64/],
])('%s is refused, and the message does not repeat it', (_, text, message) => {
  let thrown: unknown
  try {
    parseSigningKeys(text)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(ConfigInvalidError)
  expect(thrown).toHaveProperty('code', 'config_invalid')
  expect(String(thrown)).toMatch(message)
  for (const entry of text.split(/[\s,]+/).filter((part) => part.length > 4)) {
    expect(String(thrown)).not.toContain(entry)
  }
})
