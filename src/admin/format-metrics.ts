import { HELD_LEVELS } from '../forwarder/waiting/judge-held.ts'
import { LATENCY_BUCKETS_MS } from '../requests/request-metrics.ts'
import type { AdminParts } from './admin-parts.ts'

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number]

const STATES = ['forwarding', 'unreachable', 'blocked'] as const

/**
 * The metrics of this receiver in Prometheus' text format 0.0.4. Labels carry process ids and codes only: what a
 * stranger sends never becomes a label.
 */
export function formatMetrics({ metrics, inbox, forwarder, feed, watch }: AdminParts): string {
  const { accepted, refused, repeats, reusedKeys, breakerTrips, latencyCounts, latencySumMs } =
    metrics.state()
  const perKey = (counts: ReadonlyMap<string, number>, label: string): Sample[] =>
    [...counts].map(([key, count]) => [{ [label]: key }, count] as const)
  const parts = [
    metric('startnode_accepted_total', 'counter', 'Requests accepted', perKey(accepted, 'process')),
    metric('startnode_refused_total', 'counter', 'Requests refused', perKey(refused, 'code')),
    metric(
      'startnode_repeats_total',
      'counter',
      'Deliveries that had come before, which started nothing',
      perKey(repeats, 'process'),
    ),
    metric(
      'startnode_reused_keys_total',
      'counter',
      'Deliveries kept in quarantine because another body came before under their key',
      perKey(reusedKeys, 'process'),
    ),
    metric(
      'startnode_breaker_trips_total',
      'counter',
      "How often a model of Mambu's breaker (5 of 10 over 500 ms or not 2xx) would have opened",
      perKey(breakerTrips, 'process'),
    ),
    histogram(latencyCounts, latencySumMs),
  ]
  const revision = feed.status().revision
  if (revision !== null) {
    parts.push(
      metric('startnode_settings_revision', 'gauge', 'Revision of the settings in force', [[{}, revision]]),
    )
  }
  if (inbox !== null) {
    const { records, perProcess, stuck, oldestReceivedAt, usedBytes, mapBytes } = inbox.counts()
    const age =
      oldestReceivedAt === null ? 0 : Math.max(0, (Date.now() - Date.parse(oldestReceivedAt)) / 1_000)
    parts.push(
      metric('startnode_inbox_records', 'gauge', 'Deliveries in the inbox', [[{}, records]]),
      metric(
        'startnode_inbox_process_records',
        'gauge',
        'Deliveries in the inbox by process',
        perKey(new Map(Object.entries(perProcess)), 'process'),
      ),
      metric('startnode_inbox_stuck', 'gauge', 'Deliveries Temporal refused for good', [[{}, stuck]]),
      metric('startnode_inbox_oldest_seconds', 'gauge', 'Age of the oldest delivery in the inbox', [
        [{}, age],
      ]),
      metric('startnode_inbox_used_bytes', 'gauge', 'Used of the inbox', [[{}, usedBytes]]),
      metric('startnode_inbox_map_bytes', 'gauge', 'Size of the inbox', [[{}, mapBytes]]),
      metric('startnode_inbox_writable', 'gauge', '1: it takes deliveries', [
        [{}, Number(inbox.isWritable())],
      ]),
    )
  }
  if (watch !== null) {
    const { level } = watch.verdict()
    const { seconds } = watch.drain()
    parts.push(
      metric(
        'startnode_inbox_level',
        'gauge',
        '1 at the level it is at',
        HELD_LEVELS.map((name) => [{ level: name }, Number(name === level)] as const),
      ),
      metric(
        'startnode_inbox_drain_seconds',
        'gauge',
        'Until the inbox is empty; left out where it is not known',
        seconds === null ? [] : [[{}, seconds]],
      ),
    )
  }
  if (forwarder !== null) {
    const { state, forwarded, duplicates, inFlight } = forwarder.status()
    parts.push(
      metric(
        'startnode_forwarder_state',
        'gauge',
        '1 at the state it is in',
        STATES.map((name) => [{ state: name }, Number(name === state)] as const),
      ),
      metric('startnode_forwarded_total', 'counter', 'Deliveries forwarded to Temporal', [[{}, forwarded]]),
      metric('startnode_duplicates_total', 'counter', 'Of the forwarded: repeats, which started nothing', [
        [{}, duplicates],
      ]),
      metric('startnode_forwarder_in_flight', 'gauge', 'Deliveries under way to Temporal', [[{}, inFlight]]),
    )
  }
  return `${parts.join('\n')}\n`
}

function metric(name: string, type: 'counter' | 'gauge', help: string, samples: readonly Sample[]): string {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map((sample) => line(name, sample)),
  ].join('\n')
}

function histogram(counts: readonly number[], sumMs: number): string {
  const name = 'startnode_answer_seconds'
  let seen = 0
  const buckets = counts.map((count, index) => {
    seen += count
    const bound = LATENCY_BUCKETS_MS[index]
    return line(`${name}_bucket`, [{ le: bound === undefined ? '+Inf' : String(bound / 1_000) }, seen])
  })
  return [
    `# HELP ${name} Seconds until an answer was ready`,
    `# TYPE ${name} histogram`,
    ...buckets,
    line(`${name}_sum`, [{}, sumMs / 1_000]),
    line(`${name}_count`, [{}, seen]),
  ].join('\n')
}

function line(name: string, [labels, value]: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text.replace(/[\\"\n]/g, '_')}"`)
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`
}
