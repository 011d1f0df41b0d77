import { Anchor, Button, Code, Group, List, Modal, Progress, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { pathOf } from '../../api/call-api.ts'
import type { Bulk } from './use-bulk.ts'

const WORDS = {
  resubmit: { doing: 'Resubmitting', done: 'resubmitted' },
  discard: { doing: 'Discarding', done: 'discarded' },
}

/** How far it is, and at the end what could not be done and why. */
export function BulkReport({
  bulk: { action, total, outcomes, stopped, isRunning },
  onClose,
}: {
  bulk: Bulk
  onClose: () => void
}) {
  const failed = outcomes.filter(({ error }) => error !== null)
  const done = outcomes.length - failed.length
  const { doing, done: doneWord } = WORDS[action]
  return (
    <Modal
      opened
      onClose={isRunning ? () => undefined : onClose}
      withCloseButton={!isRunning}
      closeButtonProps={{ 'aria-label': 'Close' }}
      title={isRunning ? `${doing} ${total}` : `${done} of ${total} ${doneWord}`}
      size="lg"
    >
      <Stack gap="md">
        <Progress
          value={(outcomes.length / total) * 100}
          color={failed.length > 0 ? 'yellow' : 'teal'}
          aria-label={`${outcomes.length} of ${total}`}
        />
        <Text size="sm" role="status">
          {outcomes.length} of {total} tried, {done} {doneWord}, {failed.length} not
        </Text>
        {stopped !== null && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            It stopped there: {stopped.message}. The others are as they were.
          </Text>
        )}
        {failed.length > 0 && (
          <List size="sm" spacing="xs" aria-label="Not done">
            {failed.map(({ id, error }) => (
              <List.Item key={id}>
                <Anchor component={Link} href={pathOf('quarantine', ...id.split('/'))} size="sm">
                  {id}
                </Anchor>{' '}
                {error?.message} <Code>{error?.code}</Code>
              </List.Item>
            ))}
          </List>
        )}
        {!isRunning && (
          <Group justify="flex-end">
            <Button onClick={onClose} data-autofocus>
              Close
            </Button>
          </Group>
        )}
      </Stack>
    </Modal>
  )
}
