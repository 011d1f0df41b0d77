/**
 * The language of a diagram: `{{...}}` and `$.` functions, casts, conditions, paths (facts: rules 4 to 23 and 47). Pure: it runs
 * within Temporal's sandbox, and what it has to know of the world stands in the `Scope`.
 */

export { fillFields } from './fill-fields.ts'
export { type FillOptions, fillIn } from './fill-in.ts'
export { fillParts, joinParts, type Part } from './fill-parts.ts'
export type { Problem, ProblemKind } from './grammar/index.ts'
export { holds } from './holds.ts'
export { inspectText, type NamedReference } from './inspect-text.ts'
export { pathOf, readPath, writePath } from './paths.ts'
export { PatternTooCostly, patternProblem, searchPattern } from './pattern/index.ts'
export { type Filled, type Given, keyOfRead, type Path, type Read, type Scope } from './scope.ts'
export { cast, DEEPEST, textOf } from './values.ts'
