import { setCurrentDetails } from '@temporalio/workflow'
import type { TaskRun, Visit } from './task-run.ts'

/** The Web UI draws the details anew on every look; older nodes are in the trace. */
const MAX_LINES = 50

const MARKS = { running: '▶', waiting: '⏳', passed: '✔', failed: '✖' } as const

/** Notes carry words of others (who signalled, what an API said): they must not become Markdown. */
function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>#|~]/g, '\\$&')
}

function lineOf({ state, node, startedAt, endedAt, note }: Visit): string {
  const until = endedAt === null ? '' : ` to ${endedAt.slice(11, 23)}`
  const said = note === null ? '' : `: ${escapeMarkdown(note)}`
  return `- ${MARKS[state]} **${escapeMarkdown(node)}** ${state}, ${startedAt.slice(11, 23)}${until}${said}`
}

/** Shows the nodes of the task as the run's current details in the Web UI; costs no history. */
export function showProgress(run: TaskRun): void {
  const left = run.visits.length - MAX_LINES
  const lines = run.visits.slice(-MAX_LINES).map(lineOf)
  setCurrentDetails((left > 0 ? [`- ${left} earlier nodes`, ...lines] : lines).join('\n'))
}
