/** One Temporal on PostgreSQL for the whole run of `npm run test:production`, with the namespaces of the tests. */
import type { Connection } from '@temporalio/client'
import type { TestProject } from 'vitest/node'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { registerSearchAttributes } from '../../src/temporal/search-attributes.ts'
import { TEST_NAMESPACES } from '../helpers/namespaces.ts'
import type {} from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import type {} from './ask-database.ts'
import { type Composition, createComposition } from './compose/composition.ts'

/** They start one of their own, to kill it. */
const OWN = /\/test\/production\/(?:bank|ends-all|first-start|restore|retention)\.test\.ts$/

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (project.vitest.state.getPaths().every((file) => OWN.test(file))) return async () => {}
  const onProgress = (text: string) => process.stderr.write(`${text}\n`)
  const composition = await createComposition({ onProgress })
  try {
    onProgress(`PostgreSQL and Temporal start in ${composition.folder} ...`)
    await composition.up('namespace')
    await composition.part('namespace').untilCompleted()
    await addNamespaces(composition)
  } catch (error) {
    await composition.stop()
    throw error
  }
  onProgress(`Temporal on ${composition.postgres.version} at ${composition.temporalAddress}`)
  project.provide('temporalAddress', composition.temporalAddress)
  const { bin, host, password } = composition.postgres
  project.provide('database', { bin, host, password })
  return () => composition.stop()
}

/** Those of the dev server (test/helpers/global-setup.ts), with the search attributes it is started with. */
async function addNamespaces({ temporalAddress: address }: Composition): Promise<void> {
  const connection = openPatientConnection({ address, interceptors: [] })
  try {
    for (const namespace of TEST_NAMESPACES) {
      // Temporal lets only so many be registered a second
      await waitFor(`the namespace ${namespace} is registered`, () => register(connection, namespace))
    }
    for (const namespace of ['default', ...TEST_NAMESPACES]) {
      // The frontend reads namespaces every few seconds
      await waitFor(`the namespace ${namespace} has its search attributes`, async () => {
        const { missing } = await registerSearchAttributes(connection, namespace)
        return missing.length === 0
      })
    }
  } finally {
    await connection.close()
  }
}

async function register(connection: Connection, namespace: string): Promise<true> {
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  })
  return true
}
