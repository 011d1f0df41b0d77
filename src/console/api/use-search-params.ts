import { useLocation, useSearch } from 'wouter'

/**
 * The query of the page's URL, and how to replace it. Not wouter's own, which decodes it twice, so that a `%` in a
 * search is lost.
 */
export function useSearchParams(): [URLSearchParams, (to: URLSearchParams) => void] {
  useSearch()
  const [location, go] = useLocation()
  return [
    new URLSearchParams(window.location.search),
    (to) => go(to.size === 0 ? location : `${location}?${to}`, { replace: true }),
  ]
}
