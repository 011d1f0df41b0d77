import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ApiError } from '../../api/api-error.ts'
import { callApi, pathOf } from '../../api/call-api.ts'
import type { ForeseenSchedule } from '../../api/views.ts'

const TYPED_MS = 250

export interface Foreseen {
  readonly times: ForeseenSchedule | null
  /** Why there are none. */
  readonly problem: string | null
  /** The same at a field; null: nothing is wrong there. */
  problemAt(path: string): string | null
  /** What stands there is what was asked about, and can be saved. */
  readonly isGood: boolean
}

/** When a schedule would fire, asked a moment after one has typed. */
export function useForeseen(process: string, when: object): Foreseen {
  const text = JSON.stringify(when)
  const [typed] = useDebouncedValue(text, TYPED_MS)
  const { data, error, isPlaceholderData } = useQuery<ForeseenSchedule, Error>({
    queryKey: ['foreseen', process, typed],
    queryFn: () => callApi<ForeseenSchedule>('POST', pathOf('schedules', process, 'next'), JSON.parse(typed)),
    placeholderData: keepPreviousData,
    gcTime: 0,
  })
  const problems = error instanceof ApiError ? error.problems : []
  return {
    times: error === null ? (data ?? null) : null,
    problem: error?.message ?? null,
    problemAt: (path) => problems.find((problem) => problem.path === path)?.message ?? null,
    isGood: typed === text && error === null && data !== undefined && !isPlaceholderData,
  }
}
