/** Begins one of webpack's errors in what it prints. */
const ERROR = /^ERROR in /m
/** After it come the ways that were tried, the stack of a compiler, and who imported the file. */
const REST = /\n(?:Caused by:|resolve '|Stack backtrace:| @ \.)[\s\S]*$/
const SHOWN = 5

/**
 * What is wrong with workflows that can't be bundled, for a person: file, line and what stands there.
 *
 * @param heard what the logger of `bundleWorkflows` heard as errors
 * @returns null: webpack said nothing
 */
export function describeBundleError(heard: readonly string[]): string | null {
  const [, ...errors] = heard.join('\n').split(ERROR)
  const texts = errors.map((error) =>
    error
      .replace(REST, '')
      .replace(/^Module build failed \(from [^)]*\):\n/m, '')
      .trim(),
  )
  if (texts.length === 0) return heard.join('\n').trim() || null
  const more = texts.length > SHOWN ? [`... and ${texts.length - SHOWN} more`] : []
  return [...texts.slice(0, SHOWN), ...more].join('\n')
}
