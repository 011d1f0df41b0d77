import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { explain, useChange } from '../api/use-change.ts'
import { RoleButton } from '../parts/role-button.tsx'
import type { Addressed } from './addressed.ts'

/** Lets an old URL of MPO work here: in Mambu only the host changes. */
export function AdoptUrl({ of: { on, base, urls } }: { of: Addressed }) {
  const change = useChange()
  const [opened, setOpened] = useState(false)
  const [url, setUrl] = useState('')
  const [until, setUntil] = useState('')
  const [note, setNote] = useState('')

  function adopt(event: FormEvent) {
    event.preventDefault()
    change.mutate(
      {
        method: 'POST',
        path: `${base}/accepted`,
        body: {
          url: url.trim(),
          until: until === '' ? null : new Date(until).toISOString(),
          ...(note === '' ? {} : { note }),
        },
        done: `${on} takes the old URL too`,
      },
      {
        onSuccess() {
          setOpened(false)
          setUrl('')
          setUntil('')
          setNote('')
        },
      },
    )
  }

  return (
    <>
      <RoleButton
        needs="editor"
        unless={urls === null ? 'Switch the direct URL on first' : null}
        variant="default"
        size="xs"
        onClick={() => setOpened(true)}
      >
        Adopt old URL
      </RoleButton>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={`Adopt an old URL for ${on}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <form onSubmit={adopt} aria-label="Adopt an old URL">
          <Stack gap="md">
            <Textarea
              label="URL as it stands in Mambu"
              description="Its exact path is accepted here. Only a hash of it is kept."
              placeholder="https://mpo.example.com/api/2/json/public/12345/0f3c…"
              required
              autosize
              minRows={2}
              value={url}
              onChange={(event) => setUrl(event.currentTarget.value)}
              error={change.error === null ? null : explain(change.error)}
              data-autofocus
            />
            <TextInput
              type="datetime-local"
              label="Until"
              description="Your time; empty: until it is removed"
              value={until}
              onChange={(event) => setUntil(event.currentTarget.value)}
            />
            <TextInput
              label="Note"
              maxLength={200}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setOpened(false)}>
                Cancel
              </Button>
              <Button type="submit" loading={change.isPending}>
                Adopt
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
