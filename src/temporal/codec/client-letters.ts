/** What a client says of everything it sends, so that nothing else of it can be made (src/process/letter.ts). */
import { randomBytes, randomUUID } from 'node:crypto'
import type { ClientInterceptors, WorkflowClientInterceptor } from '@temporalio/client'
import type { DataConverter } from '@temporalio/common'
import type { Encryption } from '../../keys/encryption-keys.ts'
import { encloseAll, type LetterHead } from '../../process/letter.ts'
import { believeQuery, noteUpdate } from './answers.ts'
import { createDataConverter } from './create-data-converter.ts'

/** @param id default: drawn */
export function createHead(as: LetterHead['for'], name: string, id?: string): LetterHead {
  return { for: as, name, id: id ?? randomBytes(8).toString('hex'), at: Date.now() }
}

export const CLIENT_LETTERS: WorkflowClientInterceptor = {
  startWithDetails(input, next) {
    const { options, workflowType } = input
    const args = encloseAll(options.args, createHead('start', workflowType))
    return next({ ...input, options: { ...options, args } })
  },
  signal(input, next) {
    return next({ ...input, args: encloseAll(input.args, createHead('signal', input.signalName)) })
  },
  signalWithStart(input, next) {
    const { options, workflowType, signalName } = input
    const args = encloseAll(options.args, createHead('start', workflowType))
    const signalArgs = encloseAll(input.signalArgs, createHead('signal', signalName))
    return next({ ...input, options: { ...options, args }, signalArgs })
  },
  query(input, next) {
    const head = createHead('query', input.queryType)
    return believeQuery(head.id, () => next({ ...input, args: encloseAll(input.args, head) }))
  },
  startUpdate(input, next) {
    const updateId = input.options.updateId ?? randomUUID()
    const args = encloseAll(input.args, createHead('update', input.updateName, updateId))
    noteUpdate(updateId)
    return next({ ...input, args, options: { ...input.options, updateId } })
  },
  startUpdateWithStart(input, next) {
    const { workflowType, workflowStartOptions: start, updateName } = input
    const updateId = input.updateOptions.updateId ?? randomUUID()
    const args = encloseAll(start.args, createHead('start', workflowType))
    noteUpdate(updateId)
    return next({
      ...input,
      workflowStartOptions: { ...start, args },
      updateArgs: encloseAll(input.updateArgs, createHead('update', updateName, updateId)),
      updateOptions: { ...input.updateOptions, updateId },
    })
  },
}

/**
 * What every client of Temporal has to be given, so that it reads what is encrypted and is believed by the workers.
 *
 * @param encryption null: no keys at all
 * @example new Client({ connection, namespace, ...createClientOptions(config.encryption) })
 */
export function createClientOptions(encryption: Encryption | null): {
  readonly dataConverter: DataConverter
  readonly interceptors: ClientInterceptors
} {
  const workflow = encryption?.configured ? [CLIENT_LETTERS] : []
  return { dataConverter: createDataConverter(encryption), interceptors: { workflow } }
}
