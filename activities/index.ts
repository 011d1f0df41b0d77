/** Your side effects: one file per outside system, all of them given to the worker here. */
import { createMambuActivities, type MambuActivities, type MambuActivityOptions } from './mambu.ts'
import { missingMambuActivities } from './missing-mambu.ts'

export type Activities = MambuActivities

/** @param options `mambu: null` where no Mambu is set: its activities then say what is missing. */
export function createActivities(options: { readonly mambu: MambuActivityOptions | null }): Activities {
  return options.mambu ? createMambuActivities(options.mambu) : missingMambuActivities()
}

export { createMambuActivities, type MambuActivities, type MambuActivityOptions }
