import { StartnodeError } from './startnode-error.ts'

export class QuarantineUnknownError extends StartnodeError {
  constructor(process: string, taskId: string) {
    super('quarantine_unknown', `${process} has no delivery ${taskId} in quarantine`)
  }
}
