import type { SearchAttributeType } from '@temporalio/common'

/** The search attribute that says where a task waits. A literal: the sandbox has no `defineSearchAttributeKey`. */
export const MPO_NODE = { name: 'MpoNode', type: 'KEYWORD' as typeof SearchAttributeType.KEYWORD }
