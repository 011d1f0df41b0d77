import { StartnodeError } from './startnode-error.ts'

/** The inbox takes no more: a high-water mark or its share of the map is reached. The caller tries again later. */
export class InboxFullError extends StartnodeError {
  constructor(message?: string) {
    super('inbox_full', message)
  }
}
