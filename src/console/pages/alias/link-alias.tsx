import { Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { pathOf } from '../../api/call-api.ts'
import { useApi } from '../../api/use-api.ts'
import { useChange } from '../../api/use-change.ts'
import type { ProcessRow } from '../../api/views.ts'
import { RoleButton } from '../../parts/role-button.tsx'

const NOTHING = ''

/** Points an alias elsewhere. Its URL stays; what it asks for becomes what the new process asks for. */
export function LinkAlias({ alias, process }: { alias: string; process: string | null }) {
  const change = useChange()
  const [opened, setOpened] = useState(false)
  const [to, setTo] = useState(process ?? NOTHING)
  const processes = useApi<{ processes: ProcessRow[] }>(opened ? '/processes' : null).data?.processes ?? []
  const served = processes.filter(({ inCode }) => inCode)
  const authOf = (id: string | null) => processes.find((row) => row.process === id)?.auth ?? null
  const changesAuth = to !== NOTHING && process !== null && authOf(to) !== authOf(process)

  function link() {
    setOpened(false)
    const path = pathOf('aliases', alias, 'link')
    if (to === NOTHING) change.mutate({ method: 'DELETE', path, done: `@${alias} points at nothing` })
    else change.mutate({ method: 'PUT', path, body: { process: to }, done: `@${alias} points at ${to}` })
  }

  return (
    <>
      <RoleButton needs="editor" variant="default" size="xs" onClick={() => setOpened(true)}>
        Point elsewhere
      </RoleButton>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={`Point @${alias} elsewhere`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Stack gap="md">
          <NativeSelect
            label="Process"
            data={[{ value: NOTHING, label: 'nothing' }, ...served.map((row) => row.process)]}
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
            data-autofocus
          />
          <Text size="sm">
            Before: {process ?? 'nothing'}. After:{' '}
            {to === NOTHING ? 'nothing: requests are refused (403)' : to}. The URL stays.
          </Text>
          {changesAuth && (
            <Text size="sm" fw={600}>
              The two ask for different credentials ({authOf(process)}, then {authOf(to)}): set them in Mambu
              too, or requests are refused (401).
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setOpened(false)}>
              Keep as it is
            </Button>
            <Button onClick={link} disabled={to === (process ?? NOTHING)}>
              Point it there
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
