/**
 * A replay runs workflows in the thread of the tests, and from the first one on the SDK would look at each promise of that
 * thread, which makes it forty times as slow, for all files that come after it. Workers have threads of their own for that.
 */
import { globalHandlers } from '@temporalio/worker/lib/workflow/vm-shared.js'

globalHandlers.installed = true
