import { editedText, readEditedFile } from '../../formats/edited-text.ts'
import type { Output } from '../print/output.ts'

/** All of standard input as text, without the byte order mark and the last line end of a file. */
export function readInput(output: Output): string {
  const given = output.read?.()
  return given === undefined ? readEditedFile(0) : editedText(Buffer.from(given))
}
