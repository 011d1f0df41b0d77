import type { ScheduleView } from '../../schedules/view-schedule.ts'

/** One line: when it fires, and next. */
export function describeSchedule({ when, timezone, paused, next, overlap }: ScheduleView): string {
  const zone = when.startsWith('every ') ? '' : ` (${timezone})`
  return `${when}${zone}, overlap ${overlap}, ${paused ? 'paused' : `next ${next[0] ?? 'never'}`}`
}

/** The next three times, one a line, each as the clock of its zone shows it too. */
export function listNext({ next, timezone }: Pick<ScheduleView, 'next' | 'timezone'>): string {
  const clock = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone: timezone,
  })
  return next
    .slice(0, 3)
    .map((time) => `\n  ${time}  ${clock.format(new Date(time))} ${timezone}`)
    .join('')
}

export function formatSchedule(view: ScheduleView): string {
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)]
  return [
    `${view.process}  ${describeSchedule(view)}`,
    ...(view.note === '' ? [] : [`note: ${view.note}`]),
    `fired ${view.fired}, skipped ${view.skipped} while a task was open`,
    `data: ${JSON.stringify(view.data)}`,
    ...list('next', view.next.slice(0, 5)),
    ...list(
      'last tasks',
      view.recent.map(({ firedAt, taskId }) => `${firedAt}  startnode task ${view.process} ${taskId}`),
    ),
    ...list('open firings', view.open),
  ].join('\n')
}
