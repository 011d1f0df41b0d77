/** Whose word on the sender counts. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAddressList } from '../../src/receiver/http/address-list.ts'
import { findSource, parseTrustProxy } from '../../src/receiver/http/trust-proxy.ts'

const proxies = parseTrustProxy('10.0.0.0/8, 192.0.2.9')

test.each([
  ['nobody is trusted', null, '198.51.100.1', '203.0.113.5', '198.51.100.1'],
  ['nobody forwarded', 1, '198.51.100.1', undefined, '198.51.100.1'],
  ['one proxy', 1, '10.0.0.1', '203.0.113.5', '203.0.113.5'],
  ['one proxy, a forged entry before its own', 1, '10.0.0.1', '1.1.1.1, 203.0.113.5', '203.0.113.5'],
  ['two proxies', 2, '10.0.0.1', '1.1.1.1, 203.0.113.5, 10.0.0.2', '203.0.113.5'],
  ['more proxies than entries', 5, '10.0.0.1', '203.0.113.5', '203.0.113.5'],
  ['a known proxy', proxies, '10.9.9.9', '1.1.1.1, 203.0.113.5', '203.0.113.5'],
  ['two known proxies', proxies, '10.9.9.9', '203.0.113.5, 192.0.2.9', '203.0.113.5'],
  ['an unknown sender that plays proxy', proxies, '203.0.113.5', '10.0.0.1', '203.0.113.5'],
  ['a proxy that adds ports', 1, '10.0.0.1', '203.0.113.5:4711', '203.0.113.5'],
  ['IPv6 with a port', 1, '10.0.0.1', '[2001:db8::1]:4711', '2001:db8::1'],
  ['IPv4 over IPv6', proxies, '::ffff:10.0.0.1', '203.0.113.5', '203.0.113.5'],
  ['rubbish', 1, '10.0.0.1', "unknown, ' OR 1=1", '10.0.0.1'],
] as const)('%s', (_, trust, socket, forwarded, expected) => {
  expect(findSource(socket, forwarded, trust)).toBe(expected)
})

test('without TRUST_PROXY no header ever changes the source', () => {
  fc.assert(
    fc.property(
      fc.string(),
      (header) => findSource('198.51.100.1', header, parseTrustProxy('')) === '198.51.100.1',
    ),
  )
})

test.each(['21', 'all', '10.0.0.0/33', '10.0.0.0/8,', '10.0.0/8', '2001:db8::/129', '1.2.3.4/8/8'])(
  'TRUST_PROXY=%s is refused',
  (text) => {
    expect(() => parseTrustProxy(text)).toThrow(TypeError)
  },
)

test('an address is in its own range, whatever the length of the prefix', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (address, bits) =>
      parseAddressList([`${address}/${bits}`]).has(address),
    ),
  )
})
