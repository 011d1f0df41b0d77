import { Alert, Anchor, Button, Code, Group, List, Progress, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { explain } from '../api/use-change.ts'
import type { BulkView } from '../api/views.ts'
import type { BulkControl } from './use-bulk.ts'

const number = new Intl.NumberFormat()

/** How far it is; at the end what could not be done and why. @param done in the past, e.g. `cancelled` @param hrefOf the page of one */
export function BulkProgress({
  control,
  bulk,
  done,
  hrefOf,
  onClose,
}: {
  control: BulkControl
  bulk: BulkView
  done: string
  hrefOf: (id: string) => string
  onClose: () => void
}) {
  const tried = bulk.done + bulk.failed
  const isStopped = bulk.state === 'stopped'
  return (
    <Stack gap="md">
      <Progress
        value={bulk.total === 0 ? 100 : (tried / bulk.total) * 100}
        color={bulk.failed > 0 ? 'yellow' : 'teal'}
        aria-label={`${tried} of ${bulk.total}`}
      />
      <Text size="sm" role="status">
        {`${number.format(tried)} of ${number.format(bulk.total)} tried, ${number.format(bulk.done)} ${done}, ${number.format(bulk.failed)} not`}
      </Text>
      {isStopped && (
        <Text size="sm" role="alert">
          {bulk.why === null ? 'It was stopped' : `It stopped there: ${bulk.why}`}. The others are as they
          were.
        </Text>
      )}
      {control.error !== null && (
        <Alert color="red" role="alert" title="Not known how far it is">
          {explain(control.error)}
        </Alert>
      )}
      {bulk.failures.length > 0 && (
        <List size="sm" spacing="xs" aria-label="Not done">
          {bulk.failures.map(({ id, code, message }) => (
            <List.Item key={id} style={{ overflowWrap: 'anywhere' }}>
              <Anchor component={Link} href={hrefOf(id)} size="sm" underline="always">
                {id}
              </Anchor>{' '}
              {message} <Code>{code}</Code>
            </List.Item>
          ))}
        </List>
      )}
      <Group justify="flex-end">
        {bulk.failed > 0 && (
          <Button
            component="a"
            variant="subtle"
            href={`/admin/v1/bulks/${bulk.id}/report`}
            download={`not-done-${bulk.id.slice(0, 8)}.csv`}
          >
            {bulk.failed > bulk.failures.length ? 'All of them as CSV' : 'As CSV'}
          </Button>
        )}
        {bulk.isOver ? (
          <Button onClick={onClose} data-autofocus>
            Close
          </Button>
        ) : (
          <Button
            variant="default"
            disabled={isStopped}
            loading={isStopped}
            onClick={() => void control.stop()}
          >
            Stop
          </Button>
        )}
      </Group>
    </Stack>
  )
}
