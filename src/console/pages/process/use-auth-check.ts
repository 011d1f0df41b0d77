import { useDebouncedValue } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { callApi, pathOf } from '../../api/call-api.ts'
import type { AuthInput } from '../../api/views.ts'

const TYPED_MS = 300

/**
 * What the receiver has against credentials before they are saved, such as a reference to a variable that is not there.
 *
 * @returns `problem` of what stands there for a moment, null: none is known; `look` asks for what stands there now
 */
export function useAuthCheck(
  process: string,
  input: AuthInput,
): { readonly problem: string | null; look(): Promise<string | null> } {
  const queries = useQueryClient()
  const [typed] = useDebouncedValue(JSON.stringify(input), TYPED_MS)
  const query = (text: string) => ({
    queryKey: ['auth-check', process, text],
    queryFn: async () => {
      const path = pathOf('processes', process, 'auth', 'check')
      return (await callApi<{ problem: string | null }>('POST', path, JSON.parse(text))).problem
    },
    // Texts may be secrets, and a variable may come or go
    gcTime: 0,
    staleTime: 0,
  })
  const { data = null } = useQuery({ ...query(typed), enabled: isWhole(JSON.parse(typed) as AuthInput) })
  return {
    problem: data,
    // What can't be asked is left to the change itself, which says so
    look: () => queries.fetchQuery(query(JSON.stringify(input))).catch(() => null),
  }
}

function isWhole(input: AuthInput): boolean {
  return Object.values(input).every((text) => text !== '')
}
