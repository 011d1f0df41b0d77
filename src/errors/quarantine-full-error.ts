import { StartnodeError } from './startnode-error.ts'

/** So many deliveries of a process are in quarantine that this one is put aside in the inbox instead. */
export class QuarantineFullError extends StartnodeError {
  constructor(process: string, max: number) {
    super('quarantine_full', `${max} deliveries of ${process} are in quarantine: this one is put aside`)
  }
}
