import { showOnOneLine } from '../../process/invisible-text.ts'
import type { LoggedRequest } from '../../requests/requests.ts'

/** A request as one line: when, how it was answered, what it came to, and for whom. */
export function describeRequest(row: LoggedRequest): string {
  const { time, status, addressed, process, durationMs, bytes, taskId, source, reason } = row
  const whose = addressed ?? process ?? '(nobody)'
  const parts = [
    time,
    String(status),
    outcomeOf(row),
    whose,
    `${durationMs.toFixed(1)} ms`,
    `${bytes} B`,
    source ?? '-',
  ]
  if (taskId !== null && !row.repeat) parts.push(taskId)
  if (reason !== null) parts.push(`(${reason})`)
  return showOnOneLine(parts.join('  '))
}

/** What the admin API tells: where there is none it says null. */
type Told = Omit<LoggedRequest, 'keptAs'> & { readonly keptAs?: string | null }

/** `accepted`, `repeat of <obj_id>`, `kept: <why>`, or the code of a refusal. */
function outcomeOf({ code, taskId, repeat, keptAs }: Told): string {
  if (keptAs != null) return `kept: ${code}${repeat ? ', again,' : ''} as ${keptAs}`
  return repeat ? `repeat of ${taskId}` : code
}
