import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './api-error.ts'

/** An answer that says no says so again: only what did not come, or may come later, is asked for again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (failures, error) => failures < 2 && error instanceof ApiError && isPassing(error.status),
      },
      mutations: { retry: false },
    },
  })
}

const isPassing = (status: number) => status === 0 || status === 502 || status === 504
