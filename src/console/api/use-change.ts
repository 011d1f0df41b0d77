import { notifications } from '@mantine/notifications'
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError } from './api-error.ts'
import { callApi, type Method } from './call-api.ts'

/** One change, as the API takes it. */
export interface Change {
  readonly method: Exclude<Method, 'GET'>
  /** Several: one after the other, as one change. */
  readonly path: string | readonly string[]
  readonly body?: unknown
  /** What is told when it is done. */
  readonly done: string
  /** True: whoever changes shows the warnings of the answer. */
  readonly showsWarnings?: boolean
}

/**
 * Changes something over the admin API: tells of the end, good or bad, and refreshes what is shown.
 *
 * @example const change = useChange(); change.mutate({ method: 'POST', path: '/processes/x/pause', done: 'x is paused' })
 */
export function useChange<Answer = unknown>(): UseMutationResult<Answer, Error, Change> {
  const queries = useQueryClient()
  return useMutation<Answer, Error, Change>({
    async mutationFn({ method, path, body }) {
      let answer: Answer | undefined
      for (const each of typeof path === 'string' ? [path] : path)
        answer = await callApi<Answer>(method, each, body)
      return answer as Answer
    },
    async onSuccess(answer, { done, showsWarnings = false }) {
      notifications.show({ message: done, color: 'teal' })
      for (const message of showsWarnings ? [] : warningsIn(answer))
        notifications.show({ title: 'Done, but', message, color: 'yellow', autoClose: 20_000 })
      await queries.invalidateQueries()
    },
    onError(error) {
      if (error instanceof ApiError && error.status === 401) return
      notifications.show({ title: 'Not done', message: explain(error), color: 'red', autoClose: 10_000 })
    },
  })
}

/** What a change has done beside what was asked for, as many answers of the API say it. */
function warningsIn(answer: unknown): readonly string[] {
  const { warnings } = (answer ?? {}) as { readonly warnings?: readonly string[] }
  return warnings ?? []
}

/** An error with every problem it names. */
export function explain(error: Error): string {
  if (!(error instanceof ApiError)) return error.message
  const problems = error.problems.map(({ path, message }) => `${path} ${message}`)
  const unsaid = problems.filter((problem) => !error.message.includes(problem))
  return unsaid.length === 0 ? error.message : `${error.message}: ${unsaid.join('; ')}`
}
