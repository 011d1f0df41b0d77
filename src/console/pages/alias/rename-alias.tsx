import { Alert, Button, Group, List, Modal, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useLocation } from 'wouter'
import { pathOf } from '../../api/call-api.ts'
import { useApi } from '../../api/use-api.ts'
import { useChange } from '../../api/use-change.ts'
import type { AliasDetails, AliasRow } from '../../api/views.ts'
import { RoleButton } from '../../parts/role-button.tsx'
import { checkAliasName } from '../aliases/alias-name.ts'

/** Renames an alias, and tells what still says the old name. */
export function RenameAlias({ alias }: { alias: string }) {
  const change = useChange<AliasDetails>()
  const [, go] = useLocation()
  const [opened, setOpened] = useState(false)
  const [to, setTo] = useState('')
  const [warnings, setWarnings] = useState<readonly string[] | null>(null)
  const taken = useApi<{ aliases: AliasRow[] }>(opened ? '/aliases' : null).data?.aliases ?? []
  const problem = checkAliasName(
    to,
    taken.map((row) => row.alias),
  )

  function leave() {
    setOpened(false)
    if (warnings !== null) go(`/aliases/${to}`)
  }

  function rename(event: FormEvent) {
    event.preventDefault()
    change.mutate(
      {
        method: 'POST',
        path: pathOf('aliases', alias, 'rename'),
        body: { to },
        done: `@${alias} is now @${to}`,
        showsWarnings: true,
      },
      {
        onSuccess(renamed) {
          if (renamed.warnings.length > 0) setWarnings(renamed.warnings)
          else go(`/aliases/${to}`)
        },
      },
    )
  }

  return (
    <>
      <RoleButton needs="editor" variant="default" size="xs" onClick={() => setOpened(true)}>
        Rename
      </RoleButton>
      <Modal
        opened={opened}
        onClose={leave}
        title={`Rename @${alias}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {warnings === null ? (
          <form onSubmit={rename} aria-label="Rename the alias">
            <Stack gap="md">
              <Text size="sm">
                The name is part of the signature, so its direct URL becomes a new one: paste it wherever the
                old one stands.
              </Text>
              <TextInput
                label="New name"
                required
                data-autofocus
                autoComplete="off"
                value={to}
                onChange={(event) => setTo(event.currentTarget.value)}
                error={problem}
              />
              <Group justify="flex-end">
                <Button variant="default" onClick={leave}>
                  Keep as it is
                </Button>
                <Button type="submit" loading={change.isPending} disabled={to === '' || problem !== null}>
                  Rename
                </Button>
              </Group>
            </Stack>
          </form>
        ) : (
          <Stack gap="md">
            <Alert color="yellow" title={`Still says @${alias}`}>
              <List size="sm">
                {warnings.map((warning) => (
                  <List.Item key={warning}>{warning}</List.Item>
                ))}
              </List>
            </Alert>
            <Button onClick={leave}>Go to @{to}</Button>
          </Stack>
        )}
      </Modal>
    </>
  )
}
