/**
 * The page of a workflow in Temporal's Web UI.
 *
 * @param uiBase e.g. `http://127.0.0.1:8233`, or `https://cloud.temporal.io`
 * @param runId null: the latest run
 * @example workflowUrl('http://127.0.0.1:8233', 'default', 'loan-approved/r/LOAN1', runId)
 */
export function workflowUrl(
  uiBase: string,
  namespace: string,
  workflowId: string,
  runId: string | null,
): string {
  const parts = [
    'namespaces',
    namespace,
    'workflows',
    workflowId,
    ...(runId === null ? [] : [runId, 'history']),
  ]
  return `${uiBase.replace(/\/+$/, '')}/${parts.map(encodeURIComponent).join('/')}`
}
