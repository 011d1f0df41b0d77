/**
 * Workers of the tests run their workflows in the thread of the tests, as the SDK does where `TEMPORAL_DEBUG` is set: a
 * thread of its own costs each worker most of a second of the processor, and most workers of the tests live for a few tasks.
 * Workers in processes of their own have their threads, and so has what calls `runWorkflowsInThreads`.
 */
import { globalHandlers } from '@temporalio/worker/lib/workflow/vm-shared.js'

// Else the SDK looks at each promise of this thread from the first worker or replay on, which makes it forty times as slow.
globalHandlers.installed = true
process.env['TEMPORAL_DEBUG'] = '1'

/** For the tests of a file, from its head, that need what only threads have: their end, their traces. */
export function runWorkflowsInThreads(): void {
  delete process.env['TEMPORAL_DEBUG']
}
