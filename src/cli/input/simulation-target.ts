import { parseDirectUrl } from '../../direct-url/direct-url.ts'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { readEditedFile } from '../../formats/edited-text.ts'
import { numberEvents, renderEvents } from '../../mambu/sender/event-bodies.ts'
import type { BodyFormat } from '../../process/task.ts'
import { directUrlsOf } from '../../processes/direct-urls-of.ts'
import { findExample } from '../../project/project.ts'
import type { Output } from '../print/output.ts'
import { findAddressed } from './find-addressed.ts'
import { findStartNode } from './find-start-node.ts'
import { type FormatOptions, formatOf } from './format-of.ts'
import { readSecret } from './read-secret.ts'
import { readTemplateValues } from './read-template-values.ts'

interface TargetOptions extends FormatOptions {
  readonly template?: string
  readonly values?: string
  readonly user?: string
  readonly allowRemote?: boolean
}

export interface SimulationTarget {
  readonly url: string
  readonly format: BodyFormat
  readonly body: (number: number) => string
  readonly authorization: Readonly<Record<string, string>>
}

/**
 * Where a simulation sends to, and what.
 *
 * @throws StartnodeError `usage` for another machine than this one without `--allow-remote`, or when there is no payload;
 * `url_off`, `process_unknown`, `settings_missing`
 */
export async function findSimulationTarget(
  target: string,
  options: TargetOptions,
  output: Output,
): Promise<SimulationTarget> {
  const url = /^https?:/.test(target) ? target : await findDirectUrl(target, formatOf(options) ?? 'json')
  const { hostname, pathname } = parseUrl(url)
  if (!isLoopback(hostname) && options.allowRemote !== true)
    throw new StartnodeError('usage', `${hostname} is another machine: say --allow-remote to send to it`)
  const direct = parseDirectUrl(pathname)
  const format = direct?.format ?? formatOf(options) ?? 'json'
  const body = await readBodies(direct?.kind === 'process' ? direct.id : null, format, options)
  const password = options.user === undefined ? '' : readSecret(undefined, 'the password', output)
  const authorization: Record<string, string> = {}
  if (options.user !== undefined)
    authorization.authorization = `Basic ${Buffer.from(`${options.user}:${password}`).toString('base64')}`
  return { url, format, body, authorization }
}

async function findDirectUrl(on: string, format: BodyFormat): Promise<string> {
  // Loaded here: who gives a URL asks no Temporal.
  const { withClient } = await import('../client-context.ts')
  return withClient(async (context) => {
    await findAddressed(context, on)
    const snapshot = await context.settings.read()
    if (snapshot === null) throw new StartnodeError('settings_missing')
    const urls = directUrlsOf(context.config.publicUrl, context.config.signingKeys, snapshot, on)
    if (urls === null)
      throw new StartnodeError('url_off', `The direct URL of ${on} is off: startnode enable ${on}`)
    return urls[format]
  })
}

async function readBodies(
  process: string | null,
  format: BodyFormat,
  { template, values }: TargetOptions,
): Promise<(number: number) => string> {
  if (template !== undefined) {
    const text = readEditedFile(template)
    return renderEvents(text, values === undefined ? [{}] : readTemplateValues(values))
  }
  const example = process === null ? null : findExample(process)
  if (process === null || example === null || format !== 'json')
    throw new StartnodeError('usage', 'Say what to send: --template <file>')
  const run = `${Date.now().toString(36)}-`
  return numberEvents(readEditedFile(example), await findStartNode(process), run)
}

function parseUrl(url: string): URL {
  try {
    return new URL(url)
  } catch {
    throw new StartnodeError('usage', 'This is not a URL')
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
