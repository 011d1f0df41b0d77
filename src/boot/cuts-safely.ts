const FLAG = '--experimental-async-context-frame'

/**
 * Whether V8 can cut a step of a workflow that lasts too long. Before Node 24 (and in 22 without its flag) a cut while
 * promises are followed by async hooks ends the whole process: "async hook stack has become corrupted".
 *
 * @example cutsSafely('v20.20.2', []) // false
 */
export function cutsSafely(
  version: string = process.version,
  flags: readonly string[] = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)],
): boolean {
  const major = Number(/^v(\d+)/.exec(version)?.[1])
  return major >= 24 ? !flags.includes('--no-async-context-frame') : major >= 22 && flags.includes(FLAG)
}
