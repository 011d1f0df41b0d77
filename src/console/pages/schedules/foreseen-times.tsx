import { Alert, Paper, Text } from '@mantine/core'
import { NextTimes } from './next-times.tsx'
import type { Foreseen } from './use-foreseen.ts'

/** The next three times of what stands in the form, or why there are none. */
export function ForeseenTimes({ of: { times, problem } }: { of: Foreseen }) {
  return (
    <Paper withBorder radius="md" p="sm" role="status" aria-label="It would fire">
      <Text size="xs" c="dimmed" mb={4}>
        It would fire next{times !== null && ` (${times.timezone})`}
      </Text>
      {times === null ? (
        <Text size="sm" {...(problem === null ? {} : { c: 'var(--mantine-color-error)' })}>
          {problem ?? 'The times are on their way'}
        </Text>
      ) : (
        <>
          <NextTimes next={times.next} timezone={times.timezone} />
          {times.note !== null && (
            <Alert color="yellow" mt="xs" p="xs">
              {times.note}
            </Alert>
          )}
        </>
      )}
    </Paper>
  )
}
