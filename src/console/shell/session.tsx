/** Who is logged in. A session that ends keeps the page: the log-in comes over it, and it goes on where it was. */
import { Modal, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { ApiError } from '../api/api-error.ts'
import { callApi } from '../api/call-api.ts'
import type { Session as Who } from '../api/views.ts'
import { Failure } from '../parts/states/failure.tsx'
import { Loading } from '../parts/states/loading.tsx'
import { LogInForm } from './log-in-form.tsx'
import { LogInPage } from './log-in-page.tsx'
import { SessionContext } from './session-context.ts'

/** What the API says of a visitor who has not logged in. */
interface Nobody {
  readonly user: null
}

export function Session({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const [who, setWho] = useState<Who | null>(null)
  const [asked, setAsked] = useState<'asking' | 'known' | Error>('asking')
  const [expired, setExpired] = useState(false)

  useEffect(() => {
    callApi<Who | Nobody>('GET', '/session/user').then((session) => {
      if (session.user !== null) setWho(session)
      setAsked('known')
    }, setAsked)
  }, [])

  useEffect(() => {
    const notice = (error: unknown) => {
      if (error instanceof ApiError && error.status === 401) setExpired(true)
    }
    const stops = [
      queries.getQueryCache().subscribe((event) => {
        if (event.type === 'updated' && event.action.type === 'error') notice(event.action.error)
      }),
      queries.getMutationCache().subscribe((event) => {
        if (event.type === 'updated' && event.action.type === 'error') notice(event.action.error)
      }),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }, [queries])

  const control = useMemo(
    () =>
      who && {
        ...who,
        async logOut(everywhere: boolean) {
          try {
            await callApi('DELETE', everywhere ? '/sessions' : '/session')
          } catch (error) {
            // Who leaves must not believe to be logged out while the cookie still opens everything
            if (!(error instanceof ApiError && error.status === 401)) {
              const message = `${(error as Error).message}. The session is still open: try again, or close the browser.`
              notifications.show({ title: 'Not logged out', message, color: 'red', autoClose: false })
              return
            }
          }
          setWho(null)
          queries.clear()
        },
      },
    [who, queries],
  )

  function begin(session: Who) {
    // Another user, or the same one with another role, must not see what the first one's role was shown
    if (who === null || session.user !== who.user || session.role !== who.role) queries.clear()
    setWho(session)
    setExpired(false)
    void queries.resetQueries({ predicate: (query) => query.state.error !== null })
    void queries.invalidateQueries()
  }

  if (asked === 'asking') return <Loading what="Startnode" />
  if (asked instanceof Error) return <Failure error={asked} onRetry={() => window.location.reload()} />
  if (control === null) return <LogInPage onDone={begin} />
  return (
    <SessionContext value={control}>
      {children}
      <Modal
        opened={expired}
        onClose={() => undefined}
        withCloseButton={false}
        closeOnEscape={false}
        closeOnClickOutside={false}
        title="Your session has ended"
      >
        <Text size="sm" mb="md">
          Log in again: the page stays as it is.
        </Text>
        <LogInForm user={control.user} onDone={begin} />
      </Modal>
    </SessionContext>
  )
}
