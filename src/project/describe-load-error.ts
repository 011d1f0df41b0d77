import { fileURLToPath } from 'node:url'

/** A line that begins a stack, as Node has it of a file that is no JavaScript. */
const HEAD = /^(file:.+|\/.+):(\d+)$/m
/** The frames of a stack: the innermost one first. */
const FRAMES = /(?:\(|at )(file:\/\/[^\s)]+?|\/[^\s():]+):(\d+):\d+\)?$/gm

/**
 * Why a module could not be loaded, with the place where it went wrong: not each error says it by itself.
 *
 * @param error what `import()` rejected with
 * @example `${fileURLToPath(file)} can not be loaded: ${describeLoadError(error)}`
 */
export function describeLoadError(error: unknown): string {
  const text = String(error)
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const head = HEAD.exec(stack.split('\n', 1)[0] ?? '')
  const frames = [...stack.matchAll(FRAMES)].filter(([line]) => !line.includes('/node_modules/'))
  const [, where, line] = head ?? frames[0] ?? []
  if (where === undefined || line === undefined) return text
  const path = where.startsWith('file:') ? fileURLToPath(where.replace(/\?.*$/, '')) : where
  // Compilers name it themselves
  return text.includes(`${path}:`) ? text : `${text} (${path}:${line})`
}
