import { StartnodeError } from './startnode-error.ts'

/** The path is not one of ours (404). */
export class RouteUnknownError extends StartnodeError {
  constructor() {
    super('route_unknown')
  }
}
