import { Text } from '@mantine/core'

/** Times as the clock of the schedule's zone shows them; the reader's own and UTC on hover. @param next ISO 8601 */
export function NextTimes({ next, timezone }: { next: readonly string[]; timezone: string }) {
  if (next.length === 0) return <Text size="sm">never: no time fits</Text>
  const clock = new Intl.DateTimeFormat(undefined, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: next.some((time) => !time.endsWith(':00.000Z')) ? '2-digit' : undefined,
    timeZone: timezone,
  })
  return (
    <ol style={{ margin: 0, padding: 0, listStyle: 'none' }} aria-label="Next times">
      {next.map((time, index) => (
        <li key={time}>
          <Text
            size={index === 0 ? 'sm' : 'xs'}
            {...(index === 0 ? {} : { c: 'dimmed' })}
            component="time"
            style={{ whiteSpace: 'nowrap' }}
            dateTime={time}
            title={`${new Date(time).toLocaleString()}, ${time}`}
          >
            {clock.format(new Date(time))}
          </Text>
        </li>
      ))}
    </ol>
  )
}
