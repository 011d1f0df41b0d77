/**
 * Passwords of admin users as scrypt hashes: `scrypt$<log2 N>$<r>$<p>$<salt>$<hash>`, salt and hash in base64url, so
 * that a line of users needs no quoting but for the `$`. Must never log or throw a password.
 */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

/** 32 MiB and three passes, one of the settings OWASP names for scrypt: some 0.2 s of one core. */
const COST = { logN: 15, r: 8, p: 3 } as const
const SALT_BYTES = 16
const HASH_BYTES = 32

export interface PasswordHash {
  readonly logN: number
  readonly r: number
  readonly p: number
  readonly salt: Buffer
  readonly hash: Buffer
}

/**
 * Hashes a password with a new salt.
 *
 * @param cost default: that of new hashes
 * @example await hashPassword('correct horse battery') // 'scrypt$15$8$3$...$...'
 */
export async function hashPassword(
  password: string,
  cost: { readonly logN: number; readonly r: number; readonly p: number } = COST,
): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const hash = await derive(password, { ...cost, salt })
  const { logN, r, p } = cost
  return ['scrypt', logN, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/**
 * Reads a hash; null when it is none. The cost is bounded, so that no line of users can hold the process up.
 */
export function parsePasswordHash(text: string): PasswordHash | null {
  const match = /^scrypt\$(\d{2})\$(\d{1,2})\$(\d)\$([\w-]{16,86})\$([\w-]{43})$/.exec(text)
  if (match === null) return null
  const [logN, r, p] = [Number(match[1]), Number(match[2]), Number(match[3])] as const
  if (logN < 14 || logN > 18 || r < 8 || r > 16 || p < 1 || p > 8) return null
  return {
    logN,
    r,
    p,
    salt: Buffer.from(match[4] as string, 'base64url'),
    hash: Buffer.from(match[5] as string, 'base64url'),
  }
}

/** True when the password is the one of the hash; constant time. */
export async function verifyPassword(expected: PasswordHash, password: string): Promise<boolean> {
  return timingSafeEqual(await derive(password, expected), expected.hash)
}

function derive(password: string, { logN, r, p, salt }: Omit<PasswordHash, 'hash'>): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** logN, r, p, maxmem: 129 * 2 ** logN * r }
  return new Promise((resolve, reject) => {
    // One spelling: a keyboard may send the letters of a password composed or decomposed.
    scrypt(password.normalize('NFC'), salt, HASH_BYTES, options, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}
