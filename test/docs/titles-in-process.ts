/** Finds the titles of the nodes in the source of a process, so that pages and pictures can be held to it. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const WORKFLOWS = new URL('../../workflows/', import.meta.url)
const NODES =
  'node|apiCall|callProcess|copyTask|delay|firstOf|getFromQueue|modifyTask|queue|reply|readState|setState|readSum|sum|waitForCallback|waitForSignal'

/** A function whose first parameter is a title; it counts where it gives that to a node. */
const CALLER = /(?:function\s+(\w+)[^(]*|const\s+(\w+)\s*=\s*(?:async\s*)?)\(\s*title\b/g

/**
 * The titles of the nodes of a process and of the files beside it that it imports. A title is a literal, a constant of
 * the file, or the first parameter `title` of a function that is called with one of these; `${...}` in it counts as `…`.
 *
 * @throws Error naming a title that is none of these
 */
export function titlesInProcess(process: string): Set<string> {
  const source = [...readSources(`${process}/${process}.ts`)].join('\n')
  const callers = [...source.matchAll(CALLER)].filter((match) =>
    new RegExp(`\\b(?:${NODES})(?:<[^()]*>)?\\(title\\b`).test(source.slice(match.index, match.index + 800)),
  )
  const names = [NODES, ...callers.map((match) => match[1] ?? match[2])].join('|')
  // A method of that name is none; a type argument may stand between
  const calls = source.matchAll(
    new RegExp(`(?<![\\w.])(?:${names})(?:<[^()]*>)?\\(\\s*('[^'\\n]*'|"[^"\\n]*"|\`[^\`]*\`|\\w+)`, 'g'),
  )
  const titles = new Set<string>()
  for (const [call, argument = ''] of calls) {
    const before = source.slice(Math.max(0, source.indexOf(call) - 16), source.indexOf(call))
    if (argument === 'title' || /function\s+$/.test(before)) continue
    titles.add(readTitle(argument, source))
  }
  return titles
}

function readTitle(argument: string, source: string): string {
  if (/^\w/.test(argument)) {
    const constant = new RegExp(`const ${argument}(?:: string)? = ('[^'\\n]*'|"[^"\\n]*"|\`[^\`]*\`)`).exec(
      source,
    )
    if (!constant) throw new Error(`The title '${argument}' is no text: write it as a literal`)
    return readTitle(constant[1] as string, source)
  }
  return argument.slice(1, -1).replace(/\$\{[^}]*\}/g, '…')
}

/** The file, and those of workflows/ that it imports and runs. */
function readSources(file: string, seen = new Map<string, string>()): Iterable<string> {
  if (seen.has(file) || !existsSync(new URL(file, WORKFLOWS))) return seen.values()
  const source = readFileSync(new URL(file, WORKFLOWS), 'utf8')
  // Comments show examples with titles of their own
  seen.set(file, source.replace(/\/\*[\s\S]*?\*\//g, ''))
  for (const [, path] of source.matchAll(/^import (?!type\b)[^;]*?from '(\.\.?\/(?:[\w-]+\/)?[\w-]+\.ts)'/gm))
    readSources(join(dirname(file), path as string), seen)
  return seen.values()
}
