import { useLocation, useSearch } from 'wouter'

/**
 * The query of the page's URL, and how to change it. Not wouter's own, which decodes it twice, so that a `%` in a
 * search is lost.
 *
 * The second argument of the setter: true: the browser's back button leads to what was before; default: it is replaced.
 */
export function useSearchParams(): [URLSearchParams, (to: URLSearchParams, isStep?: boolean) => void] {
  useSearch()
  const [location, go] = useLocation()
  return [
    new URLSearchParams(window.location.search),
    (to, isStep = false) => go(to.size === 0 ? location : `${location}?${to}`, { replace: !isStep }),
  ]
}
