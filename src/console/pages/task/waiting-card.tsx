import { Stack, Text } from '@mantine/core'
import type { TaskPage } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { CodeBlock } from '../../parts/code/code-block.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Time } from '../../parts/time.tsx'
import { WithTimes } from '../../parts/with-times.tsx'
import { useLack } from '../../shell/session-context.ts'

/** What the task waits for, and the URL that releases it. */
export function WaitingCard({ task: { waitingFor, open, traceFrom } }: { task: TaskPage }) {
  const lack = useLack('operator')
  if (!open) return null
  return (
    <Card title="Waiting for">
      {waitingFor.length === 0 && (
        <Text size="sm" c="dimmed">
          {traceFrom === 'history'
            ? 'Not known: no worker could tell. None is there, or its code does not fit this task.'
            : 'Nothing: it is at work.'}
        </Text>
      )}
      <Stack gap="md">
        {waitingFor.map(({ node, kind, note, since, until, signal, callbackUrl }) => (
          <Stack gap="xs" key={`${node} ${since}`}>
            <Facts
              of={{
                Node: node,
                For:
                  kind === 'callback'
                    ? 'a callback'
                    : signal === null
                      ? note && <WithTimes>{note}</WithTimes>
                      : `the signal ${signal}`,
                Since: <Time at={since} />,
                Until: until === null ? null : <Time at={until} full />,
              }}
            />
            {note !== null && /refused/.test(note) && (
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                <WithTimes>{note}</WithTimes>
              </Text>
            )}
            {kind === 'callback' &&
              (callbackUrl === null ? (
                <Text size="sm" c="dimmed">
                  {lack === null ? 'Its callback URL is not known here.' : `Its callback URL: ${lack}.`}
                </Text>
              ) : (
                <CodeBlock code={callbackUrl} label={`Callback URL of ${node}, good for one call`} />
              ))}
          </Stack>
        ))}
      </Stack>
    </Card>
  )
}
