/** A dev server of its own to record histories on. */
import type { Connection } from '@temporalio/client'
import { NativeConnection } from '@temporalio/worker'
import { startDevServer } from '../../src/temporal/dev/dev-server.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts'

/** Of worker and client, so that no history tells whose machine it was. */
export const identity = 'recorder'
export const taskQueue = 'record'

export interface Recorder {
  /** For the client. */
  readonly connection: Connection
  /** For the worker. */
  readonly nativeConnection: NativeConnection
  /** When the worker has ended. */
  close(): Promise<void>
}

/** @example const { connection, nativeConnection, close } = await openRecorder() */
export async function openRecorder(): Promise<Recorder> {
  const server = await startDevServer({ stateDir: '.startnode', port: 0, uiPort: null })
  const nativeConnection = await NativeConnection.connect({ address: server.address })
  const connection = openPatientConnection({ address: server.address })
  await registerSearchAttributes(connection, 'default')
  return {
    connection,
    nativeConnection,
    async close() {
      await connection.close()
      await nativeConnection.close()
      await server.stop()
    },
  }
}
