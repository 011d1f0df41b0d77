import { readFileSync } from 'node:fs'
import type { Output } from '../print/output.ts'

/** All of standard input as text. */
export function readInput(output: Output): string {
  return output.read?.() ?? readFileSync(0, 'utf8')
}
