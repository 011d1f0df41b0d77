import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Failure } from './failure.tsx'
import { Loading } from './loading.tsx'

/** What was asked for, or why it is not there. What is there stays while it is asked for again, and when that fails. */
export function Shown<Answer>({
  of: query,
  what,
  children,
}: {
  of: UseQueryResult<Answer, Error>
  what: string
  children: (answer: Answer) => ReactNode
}) {
  const retry = () => void query.refetch()
  if (query.data === undefined) {
    return query.error ? <Failure error={query.error} onRetry={retry} /> : <Loading what={what} />
  }
  return (
    <>
      {query.error && <Failure error={query.error} onRetry={retry} />}
      {children(query.data)}
    </>
  )
}
