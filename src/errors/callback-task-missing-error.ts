import { StartnodeError } from './startnode-error.ts'

/** The body of a callback at the URL of a node does not say for which task it is (422). */
export class CallbackTaskMissingError extends StartnodeError {
  /**
   * @param pointer where the URL says it stands
   * @param problem what is wrong there
   */
  constructor(by: 'taskId' | 'ref', pointer: string, problem: string) {
    const what = by === 'ref' ? 'the ref' : 'the id'
    super('callback_task_missing', `The body does not name its task: ${what} at ${pointer}: ${problem}`, {
      problems: [{ path: pointer, message: problem }],
    })
  }
}
