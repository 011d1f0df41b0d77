/** Your side effects: one file per outside system, all of them given to the worker here. */
import { createExportActivities, type ExportActivities } from './export-file.ts'
import { createMambuActivities, type MambuActivities, type MambuActivityOptions } from './mambu.ts'
import { missingMambuActivities } from './missing-mambu.ts'
import { createReceiverActivities, type ReceiverActivities } from './receiver-address.ts'

export type Activities = MambuActivities & ExportActivities & ReceiverActivities

/**
 * @param options.mambu null where no Mambu is set: its activities then say what is missing
 * @param options.exportDir folder of exported files. Default: `.startnode/exports`
 * @param options.publicUrl base of the direct URLs, without a trailing slash. Default: `http://127.0.0.1:3000`
 */
export function createActivities(options: {
  readonly mambu: MambuActivityOptions | null
  readonly exportDir?: string
  readonly publicUrl?: string
}): Activities {
  const { exportDir = '.startnode/exports', publicUrl = 'http://127.0.0.1:3000' } = options
  const mambu = options.mambu ? createMambuActivities(options.mambu) : missingMambuActivities()
  return {
    ...mambu,
    ...createExportActivities(exportDir, mambu.searchJournalEntries),
    ...createReceiverActivities(publicUrl),
  }
}

export { createMambuActivities, type MambuActivities, type MambuActivityOptions }
