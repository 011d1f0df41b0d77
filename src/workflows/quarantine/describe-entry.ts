import type { QuarantineView } from './kept-delivery.ts'

const SHOWN = 20

/** An entry for the Web UI, as Markdown; never its body, which anyone who may look at the input finds there. */
export function describeEntry(view: QuarantineView): string {
  const { problem, ref, receivedAt, keptUntil, again, edits, ended } = view
  const lines = [
    ended === null
      ? `In quarantine: \`${problem.code}\` ${problem.message}`
      : `No longer in quarantine: ${ended.ended}`,
    `Received ${receivedAt}, kept until ${keptUntil}`,
  ]
  if (ref !== null) lines.push(`Ref: ${asCode(ref)}`)
  if (again > 0) lines.push(`Came again: ${again}`)
  if (edits > 0) lines.push(`Edited: ${edits}`)
  for (const { path, message, line, column } of problem.problems.slice(0, SHOWN)) {
    const place = line === undefined ? asCode(path || '/') : `line ${line}, column ${column}`
    lines.push(`- ${place} ${message}`)
  }
  return lines.join('\n\n')
}

/** A ref comes from outside: it must not become Markdown. */
function asCode(text: string): string {
  return `\`\` ${text.replaceAll('`', "'")} \`\``
}
