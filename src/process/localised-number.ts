/**
 * True for a number as people write it: `1.234,56`, `1,234.56`, `1 234`, `1'234.5`. `1.234` is not one: nobody can tell.
 * Pure.
 */
export function isLocalisedNumber(text: string): boolean {
  return text.length <= MAX_LENGTH && LOCALISED.test(text) && SEPARATED.test(text)
}

/** Longer texts are no amounts. */
const MAX_LENGTH = 60
const LOCALISED = /^-?\d[\d.,'\u2019\u00a0\u202f ]*\d$/
/** Something between the digits that is no decimal point, or a second point. */
const SEPARATED = /[,'\u2019\u00a0\u202f ]|\..*\./
