/** Bodies of simulated events, each an event of its own: its ref and delivery key differ from those of the others. */

import type { Source, StartNode } from '../../start-node/start-node.ts'
import { renderTemplate, type TemplateValues } from '../template/render-template.ts'

/**
 * Fills a payload for each event. `{n}` in a value is the number of the event; of several sets of values each event takes
 * the next one.
 *
 * @example renderEvents('{"id":"{ACCOUNT_ID}"}', [{ ACCOUNT_ID: 'LN{n}' }])(7) // '{"id":"LN7"}'
 */
export function renderEvents(template: string, sets: readonly TemplateValues[]): (number: number) => string {
  return (number) => {
    const values = sets[(number - 1) % sets.length] ?? {}
    const numbered = Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replaceAll('{n}', String(number)) : value,
    ])
    return renderTemplate(template, Object.fromEntries(numbered)).text
  }
}

/**
 * Takes one JSON body for all events, with `-<run><number>` behind the texts that the Start node's ref and delivery key
 * point at, so that each becomes a task.
 *
 * @param run told apart from earlier runs by this text
 */
export function numberEvents(
  example: string,
  { ref, deliveryKey }: Pick<StartNode, 'ref' | 'deliveryKey'>,
  run: string,
): (number: number) => string {
  return (number) => {
    const body: unknown = JSON.parse(example)
    for (const source of [ref, deliveryKey]) suffix(body, source, `-${run}${number}`)
    return JSON.stringify(body)
  }
}

function suffix(body: unknown, source: Source | null, text: string): void {
  if (source === null || !('pointer' in source)) return
  const keys = source.pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = keys.pop()
  let here = body
  for (const key of keys) here = isObject(here) ? here[key] : undefined
  if (last !== undefined && isObject(here) && typeof here[last] === 'string')
    here[last] = `${here[last]}${text}`
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
