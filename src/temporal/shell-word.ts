/**
 * One word of a command as a shell takes it.
 * @example shellWord('{"by":"bob"}') // '{"by":"bob"}' in single quotes
 */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
