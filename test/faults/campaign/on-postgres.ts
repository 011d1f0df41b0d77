/** The Temporal of docker-compose.yml on PostgreSQL, with fsync on, as a campaign hurts it. */
import type { OwnTemporal } from '../../helpers/own-temporal.ts'
import { createComposition } from '../../production/compose/composition.ts'
import type { Part } from '../../production/compose/part.ts'
import type { CampaignTemporal } from './campaign-stack.ts'
import { createDatabaseCopies } from './database-copies.ts'

/**
 * Brings it up, with the namespace of docker-compose.yml.
 *
 * @returns the server, and `stop`, which removes its data
 * @example const { temporal, namespace, stop } = await startPostgresTemporal()
 */
export async function startPostgresTemporal(): Promise<{
  readonly temporal: CampaignTemporal
  readonly namespace: string
  stop(): Promise<void>
}> {
  const composition = await createComposition()
  try {
    await composition.up('namespace')
    await composition.part('namespace').untilCompleted()
  } catch (error) {
    await composition.stop()
    throw error
  }
  const temporal = mortal(composition.part('temporal'))
  const database = mortal(composition.part('postgres'))
  const data = composition.part('postgres').volumes['/var/lib/postgresql/data'] as string
  return {
    namespace: composition.part('receiver').env.TEMPORAL_NAMESPACE ?? 'default',
    temporal: {
      address: composition.temporalAddress,
      ...{ ...temporal, database, copies: createDatabaseCopies(async () => [data]) },
    },
    stop: () => composition.stop(),
  }
}

function mortal(part: Part): Omit<OwnTemporal, 'address'> {
  return {
    async start() {
      await part.start()
      await part.untilHealthy()
    },
    end: (signal) => part.end(signal),
    send: (signal) => part.send(signal),
  }
}
