import type { SearchAttributeType } from '@temporalio/common'

const KEYWORD = 'KEYWORD' as typeof SearchAttributeType.KEYWORD

/** The search attributes that a task changes. Literals: the sandbox has no `defineSearchAttributeKey`. */
export const MPO_NODE = { name: 'MpoNode', type: KEYWORD }
export const MPO_OUTCOME = { name: 'MpoOutcome', type: KEYWORD }
export const MPO_STATE = { name: 'MpoState', type: KEYWORD }
export const MPO_CAUSE = { name: 'MpoCause', type: KEYWORD }
export const MPO_SINCE = { name: 'MpoSince', type: 'DATETIME' as typeof SearchAttributeType.DATETIME }
export const MPO_FIELDS = {
  name: 'MpoFields',
  type: 'KEYWORD_LIST' as typeof SearchAttributeType.KEYWORD_LIST,
}
