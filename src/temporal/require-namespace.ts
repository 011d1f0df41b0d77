import type { WorkflowClient } from '@temporalio/client'
import { TemporalUnreachableError } from '../errors/temporal-errors.ts'
import { explainTemporalError, noNamespace } from './explain-temporal-error.ts'
import { grpcFailureOf } from './grpc-failure.ts'
import { withinDeadline } from './within-deadline.ts'

const WITHIN_MS = 5_000

/**
 * Makes sure the namespace of the client is there. Ask before a worker is made: that takes seconds, and one that can't be
 * made leaves threads behind.
 *
 * @throws TemporalUnreachableError naming the namespace, or why it could not be asked for
 */
export async function requireNamespace(client: WorkflowClient): Promise<void> {
  const { namespace } = client.options
  try {
    await withinDeadline(client, Date.now() + WITHIN_MS, () =>
      client.workflowService.describeNamespace({ namespace }),
    )
  } catch (error) {
    // Temporal's time-skipping server has no namespaces
    const code = grpcFailureOf(error)?.code
    if (code === 'UNIMPLEMENTED') return
    // A native connection says no more of it than the code
    if (code === 'NOT_FOUND') throw new TemporalUnreachableError(noNamespace(namespace), error)
    throw explainTemporalError(error, 'looking for the namespace')
  }
}
