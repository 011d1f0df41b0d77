/** Aliases: names that point at a process and can be pointed elsewhere while their direct URL stays. */
import { z } from 'zod'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { acceptedView, viewAccepted } from '../../processes/accepted-view.ts'
import { directUrlsOf } from '../../processes/direct-urls-of.ts'
import { maskUrls } from '../../processes/mask.ts'
import { urlsView } from '../../processes/process-view.ts'
import { warnOfReferences } from '../../processes/warn-of-references.ts'
import { changeSettings, currentSettings, readUses } from '../../settings/settings-access.ts'
import { aliasState } from '../../settings/snapshot.ts'
import { isAllowed } from '../../users/role.ts'
import type { AdminParts } from '../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../serve/endpoint.ts'
import type { Caller } from '../serve/identify-caller.ts'

const TAG = 'Aliases'
const aliasName = z
  .string()
  .regex(/^[a-z0-9-]{3,128}$/, 'must be 3 to 128 lower-case letters, digits and dashes')
const params = z.strictObject({ alias: z.string().max(128) })
const processId = z.string().max(64)

export const aliasRow = z.object({
  alias: z.string(),
  title: z.string(),
  process: z.string().nullable(),
  urlOn: z.boolean(),
})
export const aliasDetails = aliasRow.extend({
  urls: urlsView.nullable(),
  accepted: z.array(acceptedView),
  warnings: z
    .array(z.string())
    .describe('After a rename: what still says the old name, as far as it can be known'),
})

export function aliasEndpoints(parts: AdminParts): Endpoint[] {
  function requireAlias(alias: string) {
    const state = aliasState(currentSettings(parts), alias)
    if (state === null) throw new StartnodeError('alias_unknown', `There is no alias '${alias}'`)
    return state
  }

  function requireProcess(process: string): string {
    if (!parts.startNodes.has(process))
      throw new StartnodeError('process_unknown', `There is no process '${process}'`)
    return process
  }

  function row(alias: string): z.output<typeof aliasRow> {
    const { title, process, generation } = requireAlias(alias)
    return { alias, title, process, urlOn: generation !== null }
  }

  async function show(alias: string, { role }: Caller, warnings: string[] = []) {
    const urls = directUrlsOf(parts.publicUrl, parts.signingKeys, currentSettings(parts), `@${alias}`)
    const { accepted } = requireAlias(alias)
    return {
      ...row(alias),
      urls: urls === null || isAllowed(role, 'editor') ? urls : maskUrls(urls),
      accepted: viewAccepted(accepted, accepted.length === 0 ? {} : await readUses(parts)),
      warnings,
    }
  }

  return [
    defineEndpoint({
      method: 'get',
      path: '/aliases',
      role: 'viewer',
      tag: TAG,
      summary: 'List aliases',
      answer: z.object({ aliases: z.array(aliasRow) }),
      run: () => ({ aliases: Object.keys(currentSettings(parts).aliases).sort().map(row) }),
    }),
    defineEndpoint({
      method: 'post',
      path: '/aliases',
      role: 'editor',
      tag: TAG,
      summary: 'Create an alias',
      description: 'Its direct URL is off until it is switched on.',
      body: z.strictObject({
        alias: aliasName,
        title: z.string().max(255).optional(),
        process: processId.nullable().default(null),
      }),
      answer: aliasDetails,
      async run({ body: { alias, title = alias, process }, caller }) {
        if (process !== null) requireProcess(process)
        await changeSettings(parts, caller, { op: 'createAlias', alias, title, process })
        return show(alias, caller)
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/aliases/{alias}',
      role: 'viewer',
      tag: TAG,
      summary: 'Show an alias',
      params,
      answer: aliasDetails,
      run: ({ params: { alias }, caller }) => show(alias, caller),
    }),
    defineEndpoint({
      method: 'post',
      path: '/aliases/{alias}/rename',
      role: 'editor',
      tag: TAG,
      summary: 'Rename an alias',
      description: 'The name is part of the signature, so its direct URL becomes a new one.',
      params,
      body: z.strictObject({ to: aliasName }),
      answer: aliasDetails,
      async run({ params: { alias }, body: { to }, caller }) {
        requireAlias(alias)
        const warnings = warnOfReferences(currentSettings(parts), parts.encryptionKeys, alias)
        await changeSettings(parts, caller, { op: 'renameAlias', alias, to })
        return show(to, caller, warnings)
      },
    }),
    defineEndpoint({
      method: 'put',
      path: '/aliases/{alias}/link',
      role: 'editor',
      tag: TAG,
      summary: 'Point an alias at a process',
      description: 'Its direct URL stays. Whoever calls it needs the credentials of the new process.',
      params,
      body: z.strictObject({ process: processId }),
      answer: aliasDetails,
      async run({ params: { alias }, body, caller }) {
        requireAlias(alias)
        const process = requireProcess(body.process)
        await changeSettings(parts, caller, { op: 'linkAlias', alias, process })
        return show(alias, caller)
      },
    }),
    defineEndpoint({
      method: 'delete',
      path: '/aliases/{alias}/link',
      role: 'editor',
      tag: TAG,
      summary: 'Point an alias nowhere',
      description: 'Requests to it are refused (403) until it is linked again.',
      params,
      answer: aliasDetails,
      async run({ params: { alias }, caller }) {
        requireAlias(alias)
        await changeSettings(parts, caller, { op: 'unlinkAlias', alias })
        return show(alias, caller)
      },
    }),
    defineEndpoint({
      method: 'delete',
      path: '/aliases/{alias}',
      role: 'editor',
      tag: TAG,
      summary: 'Delete an alias',
      params,
      answer: null,
      async run({ params: { alias }, caller }) {
        requireAlias(alias)
        await changeSettings(parts, caller, { op: 'deleteAlias', alias })
      },
    }),
  ]
}
