/**
 * For `execArgv` of the processes of the tests, most of which live for seconds: V8 waits ten times as long before it compiles a
 * function a second time, for speed that few of them would use. That compiling is a fifth of what they take of the processor.
 * Never for a measurement.
 */
export const THRIFTY_NODE: readonly string[] = ['--interrupt-budget=1500000']

/** For children of such a process: they have it too, and those of a measurement have not. */
export function thriftyLikeThis(): readonly string[] {
  return THRIFTY_NODE.filter((flag) => process.execArgv.includes(flag))
}
