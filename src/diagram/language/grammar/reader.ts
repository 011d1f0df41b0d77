/** The text that is being parsed, and what was found in it so far. */
import type { Piece, Problem, ProblemKind } from './tree.ts'

export interface Reader {
  readonly text: string
  readonly pairs: ReadonlyMap<number, number>
  /** `$.` means something here. */
  readonly functions: boolean
  readonly problems: Problem[]
  /** Calls that are open, so that a text can't nest them without end. */
  depth: number
}

export function report(reader: Reader, kind: ProblemKind, at: number, end: number, message: string): void {
  reader.problems.push({ kind, at, end, message })
}

/** Pieces in a row, texts beside each other joined. */
export class Row {
  readonly pieces: Piece[] = []

  addText(text: string, at: number, end: number): void {
    const last = this.pieces.at(-1)
    if (last?.kind === 'text') this.pieces[this.pieces.length - 1] = { ...last, end, text: last.text + text }
    else this.pieces.push({ kind: 'text', at, end, text })
  }

  add(piece: Piece): void {
    if (piece.kind === 'text') this.addText(piece.text, piece.at, piece.end)
    else this.pieces.push(piece)
  }
}
