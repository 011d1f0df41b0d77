import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { pathOf } from '../../api/call-api.ts'
import { useChange } from '../../api/use-change.ts'
import type { AuthInput, AuthView } from '../../api/views.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { Icon } from '../../parts/icon.tsx'
import { AuthProblem } from './auth-problem.tsx'
import { passBeside } from './pass-beside.ts'
import { ReferenceInput } from './reference-input.tsx'
import { useAuthCheck } from './use-auth-check.ts'

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
  const [asking, setAsking] = useState<'wipe' | 'refuses' | null>(null)
  const input = inputOf(type, { user, pass, name, value })
  const { problem, look } = useAuthCheck(process, input)

  function save() {
    change.mutate(
      {
        method: 'PUT',
        path: pathOf('processes', process, 'auth'),
        body: input,
        done: `${process} asks for ${type === 'none' ? 'nothing' : type === 'basic' ? 'user and password' : 'a header'}`,
      },
      { onSuccess: onDone },
    )
  }

  /** The password mostly stands in the same variable; what is there already stays. */
  function pickUser(reference: string) {
    setUser(reference)
    if (pass === '') setPass(passBeside(reference) ?? '')
  }

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (type === 'none' && auth.type !== 'none') setAsking('wipe')
    else if ((await look()) !== null) setAsking('refuses')
    else save()
  }

  return (
    <form onSubmit={submit} aria-label="Type auth">
      <Stack gap="sm">
        <NativeSelect
          label="Type auth"
          data={TYPES}
          value={type}
          onChange={(event) => setType(event.currentTarget.value as AuthInput['type'])}
        />
        {type === 'basic' && (
          <>
            <ReferenceInput label="User" value={user} onChange={setUser} onPick={pickUser} example="user" />
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
        {problem !== null && <AuthProblem problem={problem} />}
        <Text size="xs" c="dimmed">
          Works with the next request, and through every alias of the process.
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" size="xs" onClick={onDone}>
            Cancel
          </Button>
          <Button
            type="submit"
            size="xs"
            leftSection={<Icon name="check" size={15} />}
            loading={change.isPending}
          >
            Save
          </Button>
        </Group>
      </Stack>
      <Confirm
        opened={asking === 'wipe'}
        title="Forget the credentials?"
        action="Ask for nothing"
        danger
        onClose={() => setAsking(null)}
        onConfirm={save}
      >
        No Auth wipes them: back to {auth.type === 'basic' ? 'Basic' : 'Header'} they must be given again.
        Whoever has the URL may send.
      </Confirm>
      <Confirm
        opened={asking === 'refuses'}
        title="Refuse every request?"
        action="Save all the same"
        danger
        onClose={() => setAsking(null)}
        onConfirm={save}
      >
        Saved like this, {process} answers 401 to everybody, also to Mambu: {problem}
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
