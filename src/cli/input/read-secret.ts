import { StartnodeError } from '../../errors/startnode-error.ts'
import type { Output } from '../print/output.ts'
import { readInput } from './read-input.ts'

/**
 * A secret: as the option gave it, or standard input without a byte order mark and its last line break, so that it need not stand in the shell's
 * history or in a list of processes.
 *
 * @param what for the prompt, e.g. `the password`
 * @throws StartnodeError `usage` when there is none
 */
export function readSecret(given: string | undefined, what: string, output: Output): string {
  if (given === undefined && output.read === undefined && process.stdin.isTTY)
    output.note(`Type ${what}, then Enter and Ctrl-D:`)
  const text = given ?? readInput(output)
  if (text === '') throw new StartnodeError('usage', `Give ${what} on standard input`)
  return text
}
