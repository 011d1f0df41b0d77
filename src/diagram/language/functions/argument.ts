import type { Json } from '../../diagram.ts'

/** A part of an argument: text of the diagram, or a value, which is never read as syntax. */
export interface Argument {
  readonly isLiteral: boolean
  readonly value: Json | undefined
}
