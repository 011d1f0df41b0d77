/** MPO's rule for the names of aliases. */
const SHORT_NAME = /^[a-z0-9-]{3,128}$/
/** Its editor forbids capitals and `_` in those of variables, too, yet exports have them (facts: mpo-semantics 14). */
const VARIABLE_NAME = /^(?!__)[A-Za-z0-9_-]{3,128}$/

/** True for a name a variable may have: 3 to 128 letters, digits, dashes and `_`, none like `__proto__`. */
export function isVariableName(text: string): boolean {
  return VARIABLE_NAME.test(text)
}

/** True for a name an alias may have: 3 to 128 lower-case letters, digits and dashes. */
export function isShortName(text: string): boolean {
  return SHORT_NAME.test(text)
}
