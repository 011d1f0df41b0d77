/**
 * `import { mpo } from 'startnode/nodes'`: MPO's rules of values, for a process that `startnode convert` wrote from a diagram.
 * The functions of the language are the same that diagrams run with, since whatever is written anew would differ somewhere.
 */

export type { Cast, Field, Json, JsonObject, Operator } from '../../../diagram/diagram.ts'
export { lay, layAnswer, layFields } from './lay-answer.ts'
export { fail } from './mark-failure.ts'
export { begin, type Data, type Optional, type Run } from './run.ts'
export { kept, pick, put } from './shape-data.ts'
export { NEVER_MS, stand, turn, unfinished } from './stand.ts'
export { fill, fillPlain, holds, make, set } from './texts.ts'
export { array, at, boolean, is, number, object, text } from './values.ts'
