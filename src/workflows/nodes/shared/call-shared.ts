import { failFromActivity } from '../run/fail-node.ts'

/**
 * Runs an activity that reaches a queue, a sum or a state; what goes wrong becomes the failure of the node.
 *
 * @throws ApplicationFailure with the type of the refusal, `shared_timeout` or `shared_failed`; CancelledFailure
 */
export async function callShared<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call()
  } catch (error) {
    throw failFromActivity(error, 'shared_timeout', 'shared_failed')
  }
}
