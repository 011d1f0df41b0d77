import { type ParsedUrlQuery, parse } from 'node:querystring'
import { StartnodeError } from '../../errors/startnode-error.ts'

/** No endpoint takes as many; the parser of Node would leave out what comes after its 1,000th. */
const MAX_PARAMETERS = 100

/**
 * The query of a request of the admin API, whole or not at all.
 *
 * @param text without the question mark
 * @throws StartnodeError `request_invalid` for more than 100 parameters
 * @example parseQuery('process=loan-approved') // { process: 'loan-approved' }
 */
export function parseQuery(text: string | undefined): ParsedUrlQuery {
  const count = (text ?? '').split('&', MAX_PARAMETERS + 1).length
  if (count > MAX_PARAMETERS)
    throw new StartnodeError('request_invalid', `The query has more than ${MAX_PARAMETERS} parameters`)
  return parse(text ?? '', '&', '=', { maxKeys: 0 })
}
