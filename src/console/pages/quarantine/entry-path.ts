import { pathOf } from '../../api/call-api.ts'

/** Where an entry of the quarantine has its page, and its endpoint. */
export function entryPath({ process, taskId }: { process: string; taskId: string }): string {
  return pathOf('quarantine', process, taskId)
}
