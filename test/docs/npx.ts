/** `npx` without npm before it, which costs more than most commands: it asks each time what there is to install. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { thriftyLikeThis } from '../helpers/thrifty-node.ts'

/**
 * Writes a command `npx` that starts what npm's would.
 *
 * @param folder new, to be the first on PATH
 * @param project whose `npx startnode` it is
 * @param once npm's own is started the first time. Default: never
 * @returns the folder
 */
export function writeNpx(folder: string, project: string, once = false): string {
  const begun = join(folder, 'begun')
  const npm = `PATH=\${PATH#*${delimiter}} exec npx "$@"`
  const lines = [
    '#!/usr/bin/env bash',
    ...(once ? [`if [ ! -e '${begun}' ]; then touch '${begun}'; ${npm}; fi`] : []),
    'command=$1; shift',
    `if [ "$command" = startnode ]; then exec '${[process.execPath, ...thriftyLikeThis()].join("' '")}' '${join(project, 'bin/startnode.js')}' "$@"; fi`,
    'exec "node_modules/.bin/$command" "$@"',
  ]
  const file = join(folder, 'npx')
  mkdirSync(folder)
  writeFileSync(file, lines.join('\n'))
  chmodSync(file, 0o755)
  return folder
}
