/** How long an IBAN of a country is (ISO 13616, countries of SEPA); others are only held to the general bounds. */
const LENGTHS: Readonly<Record<string, number>> = {
  AD: 24,
  AT: 20,
  BE: 16,
  BG: 22,
  CH: 21,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  EE: 20,
  ES: 24,
  FI: 18,
  FR: 27,
  GB: 22,
  GI: 23,
  GR: 27,
  HR: 21,
  HU: 28,
  IE: 22,
  IS: 26,
  IT: 27,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  MC: 27,
  MT: 31,
  NL: 18,
  NO: 15,
  PL: 28,
  PT: 25,
  RO: 24,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  VA: 22,
}

const SHAPE = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/

/**
 * Checks an IBAN: its shape, its length for the country and its check digits (ISO 7064, MOD 97-10). It tells a mistyped
 * number from a right one, not whether the account exists.
 *
 * @param text as people write it: spaces and lower case do no harm
 * @returns the IBAN in its electronic form, or what is wrong with it
 * @example checkIban('gb29 NWBK 6016 1331 9268 19') // { iban: 'GB29NWBK60161331926819' }
 */
export function checkIban(text: string): { readonly iban: string } | { readonly problem: string } {
  const iban = text.replace(/[ \u00a0]/g, '').toUpperCase()
  if (!SHAPE.test(iban)) return { problem: 'it has not the shape of an IBAN' }
  const length = LENGTHS[iban.slice(0, 2)]
  if (length !== undefined && length !== iban.length)
    return { problem: `it has ${iban.length} characters, one of ${iban.slice(0, 2)} has ${length}` }
  return remainder(iban) === 1 ? { iban } : { problem: 'its check digits are wrong' }
}

/** Of the number that the IBAN stands for, divided by 97; digit by digit, since it has up to 68 digits. */
function remainder(iban: string): number {
  let rest = 0
  for (const character of iban.slice(4) + iban.slice(0, 4))
    for (const digit of String(Number.parseInt(character, 36))) rest = (rest * 10 + Number(digit)) % 97
  return rest
}
