/** The stand-in, the activities over it, and an activity environment to run them in. */
import { randomBytes } from 'node:crypto'
import { ApplicationFailure } from '@temporalio/common'
import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { createMambuActivities, type MambuActivities } from '../../../activities/mambu.ts'
import { type MambuStandIn, startMambuStandIn } from '../../../src/mambu/bank/stand-in.ts'

export interface OpenMambu {
  readonly mambu: MambuStandIn
  /** Each as if in an activity of its own. */
  readonly call: MambuActivities
  /** A task of its own for each test. */
  write(node: string): { readonly taskId: string; readonly node: string }
  /** The failure of what must fail. */
  failureOf(work: Promise<unknown>): Promise<ApplicationFailure>
}

export async function openMambu(): Promise<OpenMambu> {
  const mambu = await startMambuStandIn()
  const activities = createMambuActivities({ baseUrl: mambu.url, apiKey: mambu.apiKey })
  const inEnvironment = Object.entries(activities).map(([name, activity]) => [
    name,
    (...args: unknown[]) => {
      const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') })
      return environment.run(activity as (...args: unknown[]) => Promise<unknown>, ...args)
    },
  ])
  return {
    mambu,
    call: Object.fromEntries(inEnvironment) as MambuActivities,
    write: (node) => ({ taskId: randomBytes(12).toString('hex'), node }),
    async failureOf(work) {
      const error = await work.then(
        () => null,
        (caught: unknown) => caught,
      )
      if (!(error instanceof ApplicationFailure)) throw new Error(`No ApplicationFailure: ${String(error)}`)
      return error
    },
  }
}
