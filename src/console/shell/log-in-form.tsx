import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { ApiError } from '../api/api-error.ts'
import { callApi } from '../api/call-api.ts'
import type { Session } from '../api/views.ts'

/** Asks for user and password. @param user whose session ended; '' nobody's */
export function LogInForm({ user: before, onDone }: { user: string; onDone: (session: Session) => void }) {
  const [user, setUser] = useState(before)
  const [password, setPassword] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const first = useRef<HTMLInputElement>(null)
  // Nothing else can be done here, so the cursor waits where one begins to type
  useEffect(() => first.current?.focus(), [])

  async function logIn(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setFailure(null)
    try {
      onDone(await callApi<Session>('POST', '/session', { user, password }))
    } catch (error) {
      setFailure(reasonOf(error))
      setPassword('')
    } finally {
      setBusy(false)
    }
  }

  return (
    <form onSubmit={logIn} aria-label="Log in">
      <Stack gap="md">
        {failure !== null && (
          <Alert color="red" role="alert" title="Not logged in">
            {failure}
          </Alert>
        )}
        <TextInput
          label="User"
          name="user"
          autoComplete="username"
          required
          {...(before === '' ? { ref: first } : {})}
          value={user}
          onChange={(event) => setUser(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          name="password"
          autoComplete="current-password"
          required
          {...(before === '' ? {} : { ref: first, 'data-autofocus': true })}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={busy} fullWidth>
          Log in
        </Button>
      </Stack>
    </form>
  )
}

function reasonOf(error: unknown): string {
  if (!(error instanceof ApiError)) return 'The receiver does not answer'
  if (error.status === 429) {
    const minutes = Math.ceil((error.retryAfter ?? 900) / 60)
    return `Too many failed log-ins. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`
  }
  return error.status === 401 ? 'User or password is wrong.' : error.message
}
