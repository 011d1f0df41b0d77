import { existsSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { readEditedFile } from '../../formats/edited-text.ts'
import { makeTemplate } from '../../mambu/template/make-template.ts'
import { isProcessId } from '../../process/ids/process-id.ts'
import type { BodyFormat } from '../../process/task.ts'
import type { StartNode } from '../../start-node/start-node.ts'
import type { Output } from '../print/output.ts'
import { findStartNode } from './find-start-node.ts'
import { type FormatOptions, formatOf } from './format-of.ts'
import { readInput } from './read-input.ts'

export interface ReadTemplate {
  readonly template: string
  readonly format: BodyFormat
  readonly startNode: StartNode
}

/**
 * Reads a payload: of a file, of standard input (`-`), or, where the name is a process and no file, the one made for it.
 *
 * @throws StartnodeError `usage`, `process_unknown`
 */
export async function readTemplate(
  from: string,
  options: FormatOptions & { readonly process?: string },
  output: Output,
): Promise<ReadTemplate> {
  const isFile = from === '-' || existsSync(from)
  const process = options.process ?? basename(from).split('.')[0] ?? ''
  if (!isFile && !isProcessId(from)) throw new StartnodeError('usage', `There is no file ${from}`)
  if (!isProcessId(process))
    throw new StartnodeError('usage', `Say which process the payload is for: --process <process>`)
  const startNode = await findStartNode(process)
  if (!isFile) {
    const format = formatOf(options) ?? 'json'
    return { template: makeTemplate(startNode.input, format).text, format, startNode }
  }
  const format = formatOf(options) ?? BY_EXTENSION[extname(from)] ?? 'json'
  // The line break at the end of a file is the editor's, not the payload's.
  const template = from === '-' ? readInput(output) : readEditedFile(from)
  return { template, format, startNode }
}

const BY_EXTENSION: Readonly<Record<string, BodyFormat>> = { '.xml': 'xml', '.nvp': 'nvp' }
