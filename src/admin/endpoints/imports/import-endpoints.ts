/** Processes of MPO: an export checked, imported where an installation may write its own processes, and given back. */
import { z } from 'zod'
import { checkedView, importedView, viewChecked } from '../../../import/import-view.ts'
import { fingerprintOf, UPLOAD_BOUNDS } from '../../../import/imports.ts'
import type { AdminParts } from '../../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../../serve/endpoint.ts'

const TAG = 'Imports'
const UPLOAD = `The body is the file: a process, a list of them or a folder as JSON, or a ZIP; at most ${UPLOAD_BOUNDS.packed / 1024 / 1024} MB.`

const plain = z.string().regex(/^\P{Cc}*$/u, 'must have no control characters')
const upload = {
  name: plain.min(1).max(255).default('export').describe('Name of the file, for the report'),
  id: z
    .string()
    .max(64)
    .optional()
    .describe('The process id to give, of an export of one process without an id of MPO'),
}
const flag = (what: string) => z.stringbool().default(false).describe(what)

export function importEndpoints({ imports, feed, signingKeys, encryptionKeys }: AdminParts): Endpoint[] {
  return [
    defineEndpoint({
      method: 'get',
      path: '/imports',
      role: 'viewer',
      tag: TAG,
      summary: 'Whether processes may be imported here',
      answer: z.object({
        refusal: z.string().nullable().describe('Why not, with how to deploy; null: they may'),
        maxBytes: z.number().describe('Of a file'),
      }),
      async run() {
        return { refusal: await imports.refusal(), maxBytes: UPLOAD_BOUNDS.packed }
      },
    }),
    defineEndpoint({
      method: 'post',
      path: '/imports/check',
      role: 'editor',
      tag: TAG,
      summary: 'Say what an export of MPO holds, what is wrong with it, and what it would become',
      description: `Writes nothing. ${UPLOAD}`,
      query: z.strictObject(upload),
      upload: UPLOAD_BOUNDS.packed,
      answer: checkedView,
      async run({ query: { name, id = null }, file, audit }) {
        audit({ file: name, bytes: file.length })
        const prepared = await imports.check({ name, bytes: file, id })
        return viewChecked(prepared, await imports.refusal())
      },
    }),
    defineEndpoint({
      method: 'post',
      path: '/imports',
      role: 'editor',
      tag: TAG,
      summary: 'Import an export of MPO',
      description: `Checks it as above and writes its processes to workflows/. Credentials that stand in clear go sealed into the settings. No direct URL is switched on. Refused where an installation does not write its own processes, as in production. ${UPLOAD}`,
      query: z.strictObject({
        ...upload,
        force: flag('In spite of errors'),
        aliases: flag('Creates the aliases of the export'),
      }),
      upload: UPLOAD_BOUNDS.packed,
      answer: importedView,
      async run({ query: { name, id = null, force, aliases }, file, caller: { actor }, audit }) {
        const about = { file: name, sha256: fingerprintOf(file), force, aliases }
        audit(about)
        const change = { actor, keys: signingKeys, encryptionKeys }
        const { view, ...done } = await imports.import({ name, bytes: file, id }, { force, aliases }, change)
        await feed.refresh()
        audit({
          ...about,
          imported: done.imported.map(({ process, version, state }) => `${process} ${version} ${state}`),
        })
        return { ...done, errors: view.errors, warnings: view.warnings }
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/processes/{process}/export',
      role: 'editor',
      tag: TAG,
      summary: 'Give an imported process back as a file of MPO',
      description:
        'Byte for byte as it was exported, but for credentials, in whose place are references to variables.',
      params: z.strictObject({ process: z.string().max(64) }),
      answer: 'application/json',
      async run({ params, response }) {
        const { process, text } = await imports.export(params.process)
        response
          .set({
            'content-type': 'application/json; charset=utf-8',
            'content-disposition': `attachment; filename="${process}.conv.json"`,
          })
          .end(text)
      },
    }),
  ]
}
