/** The path of a request target as sent: still encoded, without the query. */
export function requestPath(target: string): string {
  const query = target.indexOf('?')
  return query === -1 ? target : target.slice(0, query)
}
