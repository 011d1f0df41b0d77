/** How it goes: audit, doctor, metrics. */
import { z } from 'zod'
import { checkAudit } from '../../doctor/check-audit.ts'
import { doctorReport } from '../../doctor/doctor-report.ts'
import { runDoctor } from '../../doctor/run-doctor.ts'
import type { AdminParts } from '../admin-parts.ts'
import { formatMetrics } from '../format-metrics.ts'
import { defineEndpoint, type Endpoint } from '../serve/endpoint.ts'

const TAG = 'Operation'

export const auditEntry = z.object({
  at: z.string(),
  actor: z.string(),
  op: z.string(),
  on: z.string(),
  detail: z.string().nullable().describe('How, in words; never a secret'),
  revision: z.number(),
  proved: z.boolean().describe('False: sent past this API, so the actor is only what the sender said'),
  refused: z.boolean(),
  seal: z.string().optional().describe('Signature of this line; missing: nobody signed it'),
})

export function operationEndpoints(parts: AdminParts): Endpoint[] {
  return [
    defineEndpoint({
      method: 'get',
      path: '/audit',
      role: 'viewer',
      tag: TAG,
      summary: 'Who changed which setting, newest first',
      query: z.strictObject({
        on: z.string().max(200).optional().describe('Process, @alias or env_var[@name]'),
        actor: z.string().max(200).optional(),
        limit: z.coerce.number().int().min(1).max(1_100).default(100),
      }),
      answer: z.object({ entries: z.array(auditEntry) }),
      async run({ query: { on, actor, limit } }) {
        const entries = (await parts.settings.audit())
          .filter(
            (entry) =>
              (on === undefined || entry.on === on) && (actor === undefined || entry.actor === actor),
          )
          .reverse()
        return { entries: entries.slice(0, limit) }
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/doctor',
      role: 'viewer',
      tag: TAG,
      summary: 'Everything that would refuse a webhook, and what to do',
      answer: doctorReport,
      async run() {
        const snapshot = parts.feed.current()
        const report = await runDoctor({
          ...parts,
          keys: parts.metrics,
          snapshot,
          alarm: parts.feed.status().alarm,
        })
        const { settings, signingKeys } = parts
        const known = snapshot && { settingsId: snapshot.settingsId, newest: snapshot.revision }
        // Where Temporal is away, the report says that already.
        const audit = known ? await checkAudit({ settings, signingKeys, ...known }).catch(() => []) : []
        return { ...report, findings: [...report.findings, ...audit] }
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/metrics',
      role: 'viewer',
      tag: TAG,
      summary: 'Metrics in the text format of Prometheus',
      description: 'Scrape with the Basic credentials of a viewer.',
      answer: 'text/plain',
      run({ response }) {
        response.type('text/plain; version=0.0.4; charset=utf-8').send(formatMetrics(parts))
      },
    }),
  ]
}
