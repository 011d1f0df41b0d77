import { Alert, Text } from '@mantine/core'
import type { CountsView } from '../api/views.ts'
import { Time } from '../parts/time.tsx'

/** Whose numbers these are; says so where one of them does not answer. */
export function ReceiversShown({ of: receivers }: { of: CountsView['receivers'] }) {
  const away = receivers.filter(({ away: reason }) => reason !== null)
  return (
    <>
      {away.map(({ name, asOf, away: reason }) => (
        <Alert key={name} color="yellow" title={`Receiver ${name} does not answer`}>
          {asOf === null ? (
            'Nothing of it is in these numbers'
          ) : (
            <>
              Its numbers are of <Time at={asOf} full />
            </>
          )}
          {`. ${reason}`}
        </Alert>
      ))}
      <Text size="xs" c="dimmed">
        {receivers.length === 1
          ? 'Of this receiver. Others count for themselves: ADMIN_PEERS adds them up here.'
          : `Of ${receivers.length} receivers: ${receivers.map(({ name }) => name).join(', ')}.`}
      </Text>
    </>
  )
}
