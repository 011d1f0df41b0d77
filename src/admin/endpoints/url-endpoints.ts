/** Direct URLs of processes and aliases, and the other URLs that are accepted for them: the same for both. */
import { z } from 'zod'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { acceptedOf, acceptedView, viewAccepted, warnOfEnded } from '../../processes/accepted-view.ts'
import { adoptedUrl } from '../../processes/adopted-url.ts'
import { directUrlsOf } from '../../processes/direct-urls-of.ts'
import { urlsView } from '../../processes/process-view.ts'
import { warnings } from '../../processes/why-refused.ts'
import { changeSettings, currentSettings, readUses } from '../../settings/settings-access.ts'
import { aliasState } from '../../settings/snapshot.ts'
import type { AdminParts } from '../admin-parts.ts'
import { defineEndpoint, type Endpoint } from '../serve/endpoint.ts'
import type { Caller } from '../serve/identify-caller.ts'

const YEAR_MS = 31_536_000_000
const urlAnswer = z.object({ on: z.boolean(), urls: urlsView.nullable(), revision: z.number() })
const acceptedAnswer = z.object({ accepted: z.array(acceptedView) })

/** Of processes and of aliases. */
export function urlEndpoints(parts: AdminParts): Endpoint[] {
  return [
    ...endpointsOf(parts, {
      tag: 'Processes',
      base: '/processes/{process}',
      param: 'process',
      find(name) {
        const { startNodes } = currentSettings(parts)
        if (!parts.startNodes.has(name) && !Object.hasOwn(startNodes, name)) {
          throw new StartnodeError('process_unknown', `There is no process '${name}'`)
        }
        return name
      },
    }),
    ...endpointsOf(parts, {
      tag: 'Aliases',
      base: '/aliases/{alias}',
      param: 'alias',
      find(name) {
        if (aliasState(currentSettings(parts), name) === null) {
          throw new StartnodeError('alias_unknown', `There is no alias '${name}'`)
        }
        return `@${name}`
      },
    }),
  ]
}

interface Kind {
  readonly tag: string
  readonly base: string
  /** Name of the parameter in `base`. */
  readonly param: string
  /** The name as changes have it. @throws StartnodeError when there is no such thing */
  find(name: string): string
}

function endpointsOf(parts: AdminParts, { tag, base, param, find }: Kind): Endpoint[] {
  const params = z.strictObject({ [param]: z.string().max(128) })
  const findIn = (given: Readonly<Record<string, string>>) => find(given[param] as string)
  const proof = (caller: Caller) => ({ actor: caller.actor, keys: parts.signingKeys })

  async function showUrl(on: string, change: Promise<unknown>): Promise<z.output<typeof urlAnswer>> {
    await change
    await parts.feed.refresh()
    const snapshot = currentSettings(parts)
    const urls = directUrlsOf(parts.publicUrl, parts.signingKeys, snapshot, on)
    return { on: urls !== null, urls, revision: snapshot.revision }
  }

  async function showAccepted(on: string): Promise<z.output<typeof acceptedAnswer>> {
    const snapshot = currentSettings(parts)
    return { accepted: viewAccepted(acceptedOf(snapshot, on), await readUses(parts)) }
  }

  return [
    defineEndpoint({
      method: 'post',
      path: `${base}/enable`,
      role: 'editor',
      tag,
      summary: 'Switch the direct URL on',
      description: 'One that is on stays as it is; after it was off it is a new one.',
      params,
      answer: urlAnswer,
      run({ params, caller }) {
        const on = findIn(params)
        return showUrl(on, parts.settings.enableUrl(on, proof(caller)))
      },
    }),
    defineEndpoint({
      method: 'post',
      path: `${base}/disable`,
      role: 'editor',
      tag,
      summary: 'Switch the direct URL off',
      description: 'At once, with every other URL accepted for it. The old URL never comes back.',
      params,
      answer: urlAnswer,
      run({ params, caller }) {
        const on = findIn(params)
        return showUrl(on, parts.settings.disableUrl(on, proof(caller)))
      },
    }),
    defineEndpoint({
      method: 'post',
      path: `${base}/rotate`,
      role: 'editor',
      tag,
      summary: 'Draw a new direct URL',
      description:
        'The old one is refused after the overlap, or at once without one: then what earlier rotations left open is refused too, as `warnings` say.',
      params,
      body: z.strictObject({ overlapMs: z.number().int().min(0).max(YEAR_MS).default(0) }),
      answer: urlAnswer.extend({ warnings }),
      async run({ params, body: { overlapMs }, caller }) {
        const on = findIn(params)
        const before = acceptedOf(currentSettings(parts), on)
        const shown = await showUrl(on, parts.settings.rotateUrl(on, { ...proof(caller), overlapMs }))
        return { ...shown, warnings: warnOfEnded(before, acceptedOf(currentSettings(parts), on)) }
      },
    }),
    defineEndpoint({
      method: 'get',
      path: `${base}/accepted`,
      role: 'viewer',
      tag,
      summary: 'List other URLs that are accepted',
      description:
        'Left by a rotation with overlap, or adopted; with their ends and how often each was used.',
      params,
      answer: acceptedAnswer,
      run: ({ params }) => showAccepted(findIn(params)),
    }),
    defineEndpoint({
      method: 'post',
      path: `${base}/accepted`,
      role: 'editor',
      tag,
      summary: 'Adopt an old direct URL',
      description:
        'A URL of MPO say, by its exact path: in Mambu only the host changes. The path is kept as a hash.',
      params,
      body: z.strictObject({
        url: z.string().max(2_100),
        until: z.iso.datetime().nullable().default(null),
        note: z.string().max(200).optional(),
      }),
      answer: acceptedAnswer,
      async run({ params, body: { url, until, note }, caller }) {
        const on = findIn(params)
        const accepted = adoptedUrl(url, until === null ? null : new Date(until).toISOString(), note)
        await changeSettings(parts, caller, { op: 'adoptUrl', on, accepted })
        return showAccepted(on)
      },
    }),
    defineEndpoint({
      method: 'delete',
      path: `${base}/accepted/{pathHash}`,
      role: 'editor',
      tag,
      summary: 'Accept another URL no longer',
      params: params.extend({ pathHash: z.string().regex(/^[0-9a-f]{64}$/) }),
      answer: acceptedAnswer,
      async run({ params, caller }) {
        const on = findIn(params)
        const pathHash = params.pathHash as string
        await changeSettings(parts, caller, { op: 'dropAcceptedUrl', on, pathHash })
        return showAccepted(on)
      },
    }),
  ]
}
