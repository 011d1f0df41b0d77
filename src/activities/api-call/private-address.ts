/**
 * Addresses that are nobody's on the public internet: a task with a crafted URL must not reach the neighbours of the
 * worker, nor the metadata service of its cloud. IANA's special-purpose registries (RFC 6890).
 */
import { BlockList, isIP } from 'node:net'

// Two lists: in one, a check of an IPv4 address also looks at the IPv6 ranges, in its mapped form.
const PRIVATE_IPV4 = new BlockList()
const PRIVATE_IPV6 = new BlockList()
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
  PRIVATE_IPV4.addSubnet(address, Number(bits), 'ipv4')
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
  PRIVATE_IPV6.addSubnet(address, Number(bits), 'ipv6')
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
  if (family === 0) return true
  return family === 4 ? PRIVATE_IPV4.check(plain, 'ipv4') : PRIVATE_IPV6.check(plain, 'ipv6')
}
