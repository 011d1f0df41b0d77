import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { pathOf } from '../../api/call-api.ts'
import { useChange } from '../../api/use-change.ts'
import type { ScheduleRow } from '../../api/views.ts'
import { RoleButton } from '../../parts/role-button.tsx'

/** Pauses a schedule, or lets it fire again, with a note for who comes next. */
export function ToggleSchedule({ schedule: { process, title, paused } }: { schedule: ScheduleRow }) {
  const change = useChange()
  const [opened, setOpened] = useState(false)
  const [note, setNote] = useState('')
  const word = paused ? 'Resume' : 'Pause'

  function save(event: FormEvent) {
    event.preventDefault()
    change.mutate(
      {
        method: 'POST',
        path: pathOf('schedules', process, paused ? 'resume' : 'pause'),
        body: note.trim() === '' ? {} : { note },
        done: `${title} ${paused ? 'fires again' : 'fires no more'}`,
      },
      {
        onSuccess: () => {
          setOpened(false)
          setNote('')
        },
      },
    )
  }

  return (
    <>
      <RoleButton needs="operator" size="compact-xs" variant="default" onClick={() => setOpened(true)}>
        {word}
      </RoleButton>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={`${word} the schedule of ${title}?`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <form onSubmit={save} aria-label={`${word} a schedule`}>
          <Stack gap="md">
            <Text size="sm">
              {paused
                ? 'It fires at its next time. What was missed meanwhile stays missed.'
                : 'No task starts at its times until it is resumed. Open tasks go on, and it can still be run by hand.'}
            </Text>
            <TextInput
              label="Note"
              description="Stands at the schedule, with your name"
              maxLength={500}
              autoComplete="off"
              data-autofocus
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setOpened(false)}>
                Cancel
              </Button>
              <Button type="submit" loading={change.isPending}>
                {word}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
