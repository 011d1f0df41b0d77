/** MPO's rule for the names of aliases and variables. */
const SHORT_NAME = /^[a-z0-9-]{3,128}$/

/** True for a name an alias or variable may have: 3 to 128 lower-case letters, digits and dashes. */
export function isShortName(text: string): boolean {
  return SHORT_NAME.test(text)
}
