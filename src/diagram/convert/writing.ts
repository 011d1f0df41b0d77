import type { DiagramNode } from '../diagram.ts'
import { callOf, quote } from './code-text.ts'
import type { ConversionNote, ConversionOptions } from './conversion.ts'
import type { DataTypes } from './write-types.ts'

/** What is written now, and what is collected meanwhile. */
export interface Writing {
  readonly options: ConversionOptions
  readonly node: DiagramNode
  /** Title of the node, as it stands in the trace. */
  readonly title: string
  readonly types: DataTypes
  /** What of `startnode/nodes` is used. */
  readonly used: Set<string>
  readonly notes: ConversionNote[]
}

/** Lists something that must be written, and gives the call that stands for it. @param column where it stands */
export function unfinished(writing: Writing, what: string, column: number): string[] {
  const { node, title, notes } = writing
  notes.push({ kind: 'finish', nodeId: node.id, title, what })
  return callOf('mpo.unfinished', [[quote(node.id)], [quote(what)]], column)
}

/** Lists something that is done in another way. */
export function check({ node, title, notes }: Writing, what: string): void {
  notes.push({ kind: 'check', nodeId: node.id, title, what })
}

/** @example milliseconds(60_000) // '60_000' */
export function milliseconds(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/g, '_')
}
