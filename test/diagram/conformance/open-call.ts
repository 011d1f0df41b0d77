/** The two ends of an API Call without the wire between them: what is sent, and what becomes of what a server answers. */
import { failureOf } from '../../../src/activities/diagram/call-for-diagram.ts'
import { makeDiagramRequest } from '../../../src/activities/diagram/make-diagram-request.ts'
import { openParts } from '../../../src/activities/diagram/open-parts.ts'
import { readDiagramAnswer } from '../../../src/activities/diagram/read-diagram-answer.ts'
import type { ApiEffect, Outcome } from '../../../src/diagram/step/effect.ts'
import type { Place } from '../../../src/diagram/step/place.ts'
import type { Case, GivenOutcome } from './case.ts'
import { BEGAN, TASK_ID } from './walk.ts'

export interface OpenedCall {
  /** `failed`: it could not be made. */
  readonly request: object
  readonly read: (answered: Extract<GivenOutcome, { kind: 'http' }>) => Outcome
}

/** @param one its `variables` are opened in what is sent */
export function openCall(
  effect: ApiEffect,
  { variables = {}, ref = null }: Case,
  { node }: Place,
): OpenedCall {
  const opened = openParts({
    byName: (name) => {
      const value = Object.hasOwn(variables, name) ? variables[name] : undefined
      if (value === undefined) return null
      return typeof value === 'string'
        ? { value, type: 'raw', secret: true }
        : { value: JSON.stringify(value), type: 'json', secret: true }
    },
    byId: () => null,
  })
  const { guard: _, ...sent } = effect
  const system = { ref: ref ?? '', obj_id: TASK_ID, conv_id: 4001, node_id: node }
  const settled = <T>(work: () => T): T | { failed: ReturnType<typeof failureOf> } => {
    try {
      return work()
    } catch (error) {
      return { failed: failureOf(error, opened.mask, '') }
    }
  }
  return {
    request: settled(() => {
      const call = { node, taskId: TASK_ID, effect: sent, system }
      const { method, url, headers, body } = makeDiagramRequest(call, opened, new Date(BEGAN))
      return { method, url: url.href, headers, body: body?.toString('utf8') ?? null }
    }),
    read({ status, headers = { 'content-type': 'application/json' }, body = '' }) {
      const { rfc, format, method } = effect
      const raw = { status, headers, body: Buffer.from(body) }
      const answer = settled(() => readDiagramAnswer(raw, { rfc, mask: opened.mask, format, method }))
      return 'failed' in answer
        ? { kind: 'failed', failure: answer.failed }
        : { kind: 'answered', answer: opened.maskAnswer(answer) }
    },
  }
}
