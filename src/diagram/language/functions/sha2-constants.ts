/** The constants of SHA-2, by their definition: fractional parts of roots of the first primes. Made at the first use. */

export interface Sha2Constants {
  /** 80 words of 64 bits as [high, low]; SHA-256 takes the high halves. */
  readonly rounds: readonly number[]
  readonly state512: readonly number[]
  readonly state384: readonly number[]
  readonly state256: readonly number[]
  readonly state224: readonly number[]
}

let made: Sha2Constants | undefined

export function sha2Constants(): Sha2Constants {
  made ??= make()
  return made
}

function make(): Sha2Constants {
  const primes = firstPrimes(80)
  const squares = primes.slice(0, 16).map((prime) => fraction(prime, 2n))
  const state512 = squares.slice(0, 8).flat()
  const state384 = squares.slice(8).flat()
  return {
    rounds: primes.flatMap((prime) => fraction(prime, 3n)),
    state512,
    state384,
    state256: state512.filter((_, index) => index % 2 === 0),
    state224: state384.filter((_, index) => index % 2 === 1),
  }
}

function firstPrimes(count: number): readonly bigint[] {
  const primes: bigint[] = []
  for (let number = 2n; primes.length < count; number += 1n)
    if (primes.every((prime) => number % prime !== 0n)) primes.push(number)
  return primes
}

/** The first 64 bits behind the point of a root, as [high, low]. */
function fraction(prime: bigint, degree: bigint): number[] {
  const bits = wholeRoot(prime << (64n * degree), degree)
  return [Number(BigInt.asIntN(32, bits >> 32n)), Number(BigInt.asIntN(32, bits))]
}

/** The largest whole number whose power is not above. */
function wholeRoot(power: bigint, degree: bigint): bigint {
  let low = 0n
  // The root of a prime below 512 has at most 5 bits before the point
  let high = 1n << 70n
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (middle ** degree <= power) low = middle
    else high = middle
  }
  return low
}
