import { ActionIcon, Button, Group, SegmentedControl, Stack, Text, TextInput, Tooltip } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { pathOf } from '../../api/call-api.ts'
import { useChange } from '../../api/use-change.ts'
import type { AuthInput, AuthView } from '../../api/views.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { Icon } from '../../parts/icon.tsx'
import { ReferenceInput } from './reference-input.tsx'

const TYPES = [
  { value: 'none', label: 'No Auth' },
  { value: 'basic', label: 'Basic' },
  { value: 'header', label: 'Header' },
]

/** Edit mode of what a request must prove. Texts stand there in full, as in MPO, and the tick saves. */
export function AuthForm({ process, auth, onDone }: { process: string; auth: AuthView; onDone: () => void }) {
  const change = useChange()
  const [type, setType] = useState<AuthInput['type']>(auth.type)
  const [user, setUser] = useState(auth.type === 'basic' ? (auth.user ?? '') : '')
  const [pass, setPass] = useState(auth.type === 'basic' ? (auth.pass ?? '') : '')
  const [name, setName] = useState(auth.type === 'header' ? auth.name : 'x-api-key')
  const [value, setValue] = useState(auth.type === 'header' ? (auth.value ?? '') : '')
  const [asking, setAsking] = useState(false)

  function save() {
    change.mutate(
      {
        method: 'PUT',
        path: pathOf('processes', process, 'auth'),
        body: inputOf(type, { user, pass, name, value }),
        done: `${process} asks for ${type === 'none' ? 'nothing' : type === 'basic' ? 'user and password' : 'a header'}`,
      },
      { onSuccess: onDone },
    )
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    if (type === 'none' && auth.type !== 'none') setAsking(true)
    else save()
  }

  return (
    <form onSubmit={submit} aria-label="Type auth">
      <Stack gap="sm">
        <Text size="sm" fw={500} id="type-auth">
          Type auth
        </Text>
        <SegmentedControl
          aria-labelledby="type-auth"
          data={TYPES}
          value={type}
          onChange={(to) => setType(to as AuthInput['type'])}
        />
        {type === 'basic' && (
          <>
            <ReferenceInput label="User" value={user} onChange={setUser} example="user" />
            <ReferenceInput label="Password" value={pass} onChange={setPass} example="pass" />
          </>
        )}
        {type === 'header' && (
          <>
            <TextInput
              label="Header"
              required
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              pattern="[A-Za-z0-9!#$%&'*+.^_`\|~\-]{1,100}"
            />
            <ReferenceInput label="Value" value={value} onChange={setValue} example="key" />
          </>
        )}
        <Text size="xs" c="dimmed">
          Works with the next request, and through every alias of the process.
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" size="xs" onClick={onDone}>
            Cancel
          </Button>
          <Tooltip label="Save">
            <ActionIcon type="submit" size={30} aria-label="Save" loading={change.isPending}>
              <Icon name="check" />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Stack>
      <Confirm
        opened={asking}
        title="Forget the credentials?"
        action="Ask for nothing"
        danger
        onClose={() => setAsking(false)}
        onConfirm={save}
      >
        No Auth wipes them: back to {auth.type === 'basic' ? 'Basic' : 'Header'} they must be given again.
        Whoever has the URL may send.
      </Confirm>
    </form>
  )
}

function inputOf(
  type: AuthInput['type'],
  { user, pass, name, value }: { user: string; pass: string; name: string; value: string },
): AuthInput {
  if (type === 'basic') return { type, user, pass }
  return type === 'header' ? { type, name, value } : { type }
}
