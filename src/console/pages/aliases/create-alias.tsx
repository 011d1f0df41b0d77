import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useLocation } from 'wouter'
import { useApi } from '../../api/use-api.ts'
import { useChange } from '../../api/use-change.ts'
import type { AliasRow, ProcessRow } from '../../api/views.ts'
import { RoleButton } from '../../parts/role-button.tsx'
import { checkAliasName } from './alias-name.ts'

export function CreateAlias({ taken }: { taken: readonly AliasRow[] }) {
  const [opened, setOpened] = useState(false)
  const [alias, setAlias] = useState('')
  const [title, setTitle] = useState('')
  const [process, setProcess] = useState('')
  const processes = useApi<{ processes: ProcessRow[] }>(opened ? '/processes' : null).data?.processes ?? []
  const change = useChange()
  const [, go] = useLocation()
  const problem = checkAliasName(
    alias,
    taken.map((row) => row.alias),
  )

  function create(event: FormEvent) {
    event.preventDefault()
    if (problem !== null) return
    change.mutate(
      {
        method: 'POST',
        path: '/aliases',
        body: { alias, ...(title === '' ? {} : { title }), process: process === '' ? null : process },
        done: `@${alias} is created; its direct URL is off`,
      },
      { onSuccess: () => go(`/aliases/${alias}`) },
    )
  }

  return (
    <>
      <RoleButton needs="editor" size="xs" onClick={() => setOpened(true)}>
        New alias
      </RoleButton>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title="New alias"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <form onSubmit={create} aria-label="New alias">
          <Stack gap="md">
            <TextInput
              label="Name"
              required
              data-autofocus
              autoComplete="off"
              value={alias}
              onChange={(event) => setAlias(event.currentTarget.value)}
              error={problem}
            />
            <TextInput
              label="Title"
              maxLength={255}
              value={title}
              onChange={(event) => setTitle(event.currentTarget.value)}
            />
            <NativeSelect
              label="Points at"
              description="Whoever calls it needs the credentials of this process"
              data={[
                { value: '', label: 'nothing yet' },
                ...processes.filter(({ inCode }) => inCode).map((row) => row.process),
              ]}
              value={process}
              onChange={(event) => setProcess(event.currentTarget.value)}
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setOpened(false)}>
                Cancel
              </Button>
              <Button type="submit" loading={change.isPending} disabled={alias === '' || problem !== null}>
                Create
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
