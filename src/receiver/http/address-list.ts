import { BlockList, isIP } from 'node:net'

/** A set of addresses and CIDR ranges, IPv4 and IPv6. */
export interface AddressList {
  has(address: string): boolean
}

/**
 * Reads addresses and ranges, e.g. `10.0.0.0/8`, `2001:db8::/32`, `192.0.2.7`.
 *
 * @throws TypeError naming the entry that is neither
 * @example parseAddressList(['10.0.0.0/8']).has('10.1.2.3') // true
 */
export function parseAddressList(entries: readonly string[]): AddressList {
  const list = new BlockList()
  for (const entry of entries) {
    const [address = '', bits, ...rest] = entry.split('/')
    const family = isIP(address)
    const prefix = bits === undefined ? (family === 6 ? 128 : 32) : /^\d{1,3}$/.test(bits) ? Number(bits) : -1
    if (family === 0 || rest.length > 0 || prefix < 0 || prefix > (family === 6 ? 128 : 32)) {
      throw new TypeError(`'${entry.slice(0, 60)}' is neither an address nor a CIDR range`)
    }
    list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4')
  }
  return {
    has(sent) {
      const address = plainAddress(sent)
      const family = isIP(address)
      return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4')
    },
  }
}

const PLAIN = /^[0-9.]+$/

/** An IPv4 address that came over an IPv6 socket (`::ffff:10.0.0.1`) as IPv4, without a zone. */
export function plainAddress(address: string): string {
  if (PLAIN.test(address)) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  return mapped?.[1] ?? address.replace(/%.*$/, '')
}
