import { showOnOneLine } from '../../process/invisible-text.ts'
import type { TraceEntry } from '../../process/trace.ts'

const MARKS: Readonly<Record<TraceEntry['state'], string>> = {
  running: '>',
  waiting: '~',
  passed: '+',
  failed: '!',
}

/**
 * One node of a trace as a line for a terminal.
 * @example '+ 09:15:02.113  Check the loan  passed in 48 ms'
 */
export function formatTraceEntry(entry: TraceEntry): string {
  const time = entry.startedAt.slice(11, 23)
  const took =
    entry.endedAt === null ? '' : ` in ${Date.parse(entry.endedAt) - Date.parse(entry.startedAt)} ms`
  return showOnOneLine(
    `${MARKS[entry.state]} ${time}  ${entry.node}  ${entry.state}${took}${entry.note === null ? '' : `  (${entry.note})`}`,
  )
}
