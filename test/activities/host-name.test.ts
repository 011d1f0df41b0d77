/** Hosts as a person writes them, and as URLs name them. */
import { expect, test } from 'vitest'
import { hostNameOf } from '../../src/activities/api-call/host-name.ts'

test.each([
  ['bank.example', 'bank.example'],
  ['BANK.Example', 'bank.example'],
  ['localhost', 'localhost'],
  ['127.0.0.1', '127.0.0.1'],
  ['127.1', '127.0.0.1'],
  ['::1', '[::1]'],
  ['[::1]', '[::1]'],
  ['fd00:0:0:0:0:0:0:5', '[fd00::5]'],
  ['münchen.example', 'xn--mnchen-3ya.example'],
])('%s is %s', (given, host) => {
  expect(hostNameOf(given)).toBe(host)
  expect(new URL(`http://${host}:8080/x`).hostname).toBe(host)
})

test.each([
  '',
  'bank:8080',
  'bank:80',
  '[::1]:80',
  'a b',
  'http://bank',
  'bank/x',
  'user@bank',
  'a?b',
  ':::',
])('%j is no host alone', (given) => {
  expect(hostNameOf(given)).toBeNull()
})
