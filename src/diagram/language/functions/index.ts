/** The `$.` functions: arithmetic, chance, dates, hashes, and the lists that erlang/ works on. */
export type { Argument } from './argument.ts'
export { callFunction, type FunctionCall } from './call-function.ts'
