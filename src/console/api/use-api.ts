import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { callApi } from './call-api.ts'
import { useIsLive } from './live-context.ts'

/** Without a stream, or for what no event tells of. */
const POLL_MS = 5_000
const POLL_LIVE_MS = 30_000

/**
 * One read of the admin API, kept fresh while it is looked at.
 *
 * The key is the path, so that a change of `/processes/x` refreshes what begins with `/processes`.
 *
 * @param path null: nothing is asked for
 * @param options.every ms between polls; false: only when asked
 * @param options.keepsLast true: what the path before gave stands until the answer to a new one is there
 */
export function useApi<Answer>(
  path: string | null,
  options: { readonly every?: number | false; readonly keepsLast?: boolean } = {},
): UseQueryResult<Answer, Error> {
  const live = useIsLive()
  return useQuery<Answer, Error>({
    queryKey: keyOf(path ?? ''),
    queryFn: () => callApi<Answer>('GET', path ?? ''),
    enabled: path !== null,
    ...(options.keepsLast ? { placeholderData: keepPreviousData } : {}),
    refetchInterval: options.every ?? (live ? POLL_LIVE_MS : POLL_MS),
  })
}

/** The key of a path: its parts, so that a prefix of it matches all below. */
export function keyOf(path: string): string[] {
  return path.split(/[/?]/).filter((part) => part !== '')
}
