import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lookupPublic } from '../../src/activities/api-call/checked-lookup.ts'
import { isPrivateAddress } from '../../src/activities/api-call/private-address.ts'

test.each([
  ...['127.0.0.1', '10.1.2.3', '172.31.255.255', '192.168.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
  ...[
    '198.18.0.1',
    '203.0.113.9',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
  ],
  ...[
    'fe80::1%eth0',
    'fc00::1',
    'fd12::1',
    'ff02::1',
    '64:ff9b::a00:1',
    '2001:db8::1',
    '2002:a00:1::',
    'nonsense',
  ],
])('%s is private', (address) => expect(isPrivateAddress(address)).toBe(true))

test.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '192.169.0.1', '2606:4700::1111', '2a00:1450:4001::200e'])(
  '%s is public',
  (address) => expect(isPrivateAddress(address)).toBe(false),
)

test('an IPv4 address is judged alike in its IPv6 form', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => isPrivateAddress(`::ffff:${address}`) === isPrivateAddress(address)),
  )
})

test('a public name is looked up as ever, one address or all', async () => {
  const find = (options: { all?: boolean }) =>
    new Promise((resolve) => {
      lookupPublic('1.1.1.1', options, (error, address) => resolve(error ?? address))
    })
  expect(await find({})).toBe('1.1.1.1')
  expect(await find({ all: true })).toEqual([{ address: '1.1.1.1', family: 4 }])
})
