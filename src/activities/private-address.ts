/**
 * Addresses that are nobody's on the public internet: a task with a crafted URL must not reach the neighbours of the
 * worker, nor the metadata service of its cloud. IANA's special-purpose registries (RFC 6890).
 */
import { BlockList, isIP } from 'node:net'

const PRIVATE = new BlockList()
for (const range of [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]) {
  const [address = '', bits] = range.split('/')
  PRIVATE.addSubnet(address, Number(bits), 'ipv4')
}
// The only global unicast range is 2000::/3; in it, ranges that lead to IPv4 or to nobody.
for (const range of [
  '::/3',
  '4000::/2',
  '8000::/1',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
]) {
  const [address = '', bits] = range.split('/')
  PRIVATE.addSubnet(address, Number(bits), 'ipv6')
}

/**
 * True for loopback, private, link-local and every other address that is not public; also for what is no address.
 *
 * @example isPrivateAddress('169.254.169.254') // true
 */
export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  const plain = mapped ?? address.replace(/%.*$/, '')
  const family = isIP(plain)
  return family === 0 || PRIVATE.check(plain, family === 6 ? 'ipv6' : 'ipv4')
}
