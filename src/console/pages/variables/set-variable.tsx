import {
  Button,
  Checkbox,
  Group,
  Modal,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { pathOf } from '../../api/call-api.ts'
import { useChange } from '../../api/use-change.ts'
import type { Variable } from '../../api/views.ts'
import { RoleButton } from '../../parts/role-button.tsx'
import { useLack } from '../../shell/session-context.ts'

/**
 * Creates a variable, or replaces the value of one. A secret value never comes back, so its field begins empty.
 *
 * @param newName of a variable to create, known from where it is missing: then it is asked for at once
 */
export function SetVariable({ variable, newName = null }: { variable?: Variable; newName?: string | null }) {
  const change = useChange()
  const lack = useLack('editor')
  const isAsked = newName !== null && lack === null
  const [opened, setOpened] = useState(isAsked)
  const [name, setName] = useState(newName ?? '')
  const [type, setType] = useState(isAsked ? 'json' : 'raw')
  const [secret, setSecret] = useState(true)
  const [value, setValue] = useState('')
  const problem =
    name === '' || /^(?!__)[A-Za-z0-9_-]{3,128}$/.test(name) ? null : '3 to 128 letters, digits, dashes and _'
  const unreadable = type === 'json' && value !== '' ? whyNoJson(value) : null

  function open() {
    setName(variable?.name ?? '')
    setType(variable?.type ?? 'json')
    setSecret(variable?.secret ?? true)
    setValue(variable && !variable.secret ? (variable.value ?? '') : '')
    setOpened(true)
  }

  function save(event: FormEvent) {
    event.preventDefault()
    change.mutate(
      {
        method: 'PUT',
        path: pathOf('variables', name),
        body: { type, secret, value },
        done: variable ? `${name} has its new value` : `${name} is created`,
      },
      { onSuccess: () => setOpened(false) },
    )
  }

  return (
    <>
      <RoleButton
        needs="editor"
        size={variable ? 'compact-xs' : 'xs'}
        variant={variable ? 'default' : 'filled'}
        onClick={open}
      >
        {variable ? 'Replace' : 'New variable'}
      </RoleButton>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={variable ? `Replace ${variable.name}` : 'New variable'}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <form onSubmit={save} aria-label="Variable">
          <Stack gap="md">
            {variable === undefined && (
              <TextInput
                label="Name"
                required
                data-autofocus={isAsked ? undefined : true}
                autoComplete="off"
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
                error={problem}
              />
            )}
            <div>
              <Text size="sm" fw={500} id="variable-type">
                Format
              </Text>
              <SegmentedControl
                aria-labelledby="variable-type"
                data={[
                  { value: 'json', label: 'JSON' },
                  { value: 'raw', label: 'Raw text' },
                ]}
                value={type}
                onChange={setType}
              />
            </div>
            <Textarea
              label="Value"
              required
              data-autofocus={isAsked ? true : undefined}
              autosize
              minRows={3}
              maxRows={12}
              spellCheck={false}
              maxLength={65_536}
              description={
                variable?.secret
                  ? 'The value there is never shown. This one takes its place.'
                  : type === 'json'
                    ? 'Its members can be referred to: {"user": "...", "pass": "..."}'
                    : 'As it is'
              }
              value={value}
              onChange={(event) => setValue(event.currentTarget.value)}
              error={unreadable}
            />
            <Checkbox
              label="Secret"
              description="Never comes back out, to nobody"
              checked={secret}
              onChange={(event) => setSecret(event.currentTarget.checked)}
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setOpened(false)}>
                Cancel
              </Button>
              <Button
                type="submit"
                loading={change.isPending}
                disabled={name === '' || problem !== null || value === '' || unreadable !== null}
              >
                Save
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}

function whyNoJson(text: string): string | null {
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    return (error as Error).message
  }
}
