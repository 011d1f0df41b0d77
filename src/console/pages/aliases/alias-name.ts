const SHAPE = /^[a-z0-9-]{3,128}$/

/** What is wrong with a name for a new alias; null: nothing. @param taken names there are */
export function checkAliasName(name: string, taken: readonly string[]): string | null {
  if (name === '') return null
  if (!SHAPE.test(name)) return '3 to 128 lower-case letters, digits and dashes'
  return taken.includes(name) ? 'There is such an alias already' : null
}
