/** How the body of a callback at the URL of a node says which task it is for. */

/** `obj_id` and `ref` stand for those keys of the body; else a JSON Pointer to the task id, or to the ref. */
export type CallbackFind =
  | 'obj_id'
  | 'ref'
  | { readonly taskId: `/${string}` }
  | { readonly ref: `/${string}` }

/** The same, spelled out. */
export interface CallbackFinder {
  readonly by: 'taskId' | 'ref'
  /** Into the body. */
  readonly pointer: string
}

/** @example finderOf('ref') // { by: 'ref', pointer: '/ref' } */
export function finderOf(find: CallbackFind): CallbackFinder {
  if (find === 'obj_id') return { by: 'taskId', pointer: '/obj_id' }
  if (find === 'ref') return { by: 'ref', pointer: '/ref' }
  return 'ref' in find ? { by: 'ref', pointer: find.ref } : { by: 'taskId', pointer: find.taskId }
}
