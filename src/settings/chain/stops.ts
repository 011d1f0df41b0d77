/**
 * What was switched off or paused without a signature, so that in an emergency access to Temporal is enough. It stands
 * beside the head and is bound to what it was made for: a direct URL stays off until it gets a new generation, a process stays
 * paused until somebody signs whether it is. So it ends by itself when a signed change says more, and only then. Pure.
 */
import type { SettingsChange } from '../change.ts'
import { aliasState, type SettingsSnapshot, startNodeState } from '../snapshot.ts'

export interface Stops {
  /** Generation that is off, by process id or `@alias`. */
  readonly off: Readonly<Record<string, string>>
  /** By process id, the revision in which `paused` was last signed (`pauseRevision`). */
  readonly paused: Readonly<Record<string, number>>
}

export const NO_STOPS: Stops = Object.freeze({ off: {}, paused: {} })

/** True for the two changes that need no signature. */
export function isStop(change: SettingsChange): boolean {
  if (change.op === 'disableUrl') return true
  return change.op === 'setIntake' && Object.keys(change.intake).length === 1 && change.intake.paused === true
}

/**
 * Adds a stop.
 *
 * @returns the very same stops where there is nothing to stop: nobody can fill the settings with names of his own
 */
export function addStop(stops: Stops, snapshot: SettingsSnapshot, change: SettingsChange): Stops {
  if (change.op === 'disableUrl') {
    const { on } = change
    const generation = generationOf(snapshot, on)
    if (generation === null || ownOf(stops.off, on) === generation) return stops
    return { ...stops, off: { ...stops.off, [on]: generation } }
  }
  if (change.op !== 'setIntake' || !isKnown(snapshot, change.process)) return stops
  const revision = pauseRevisionOf(snapshot, change.process)
  if (ownOf(stops.paused, change.process) === revision) return stops
  return { ...stops, paused: { ...stops.paused, [change.process]: revision } }
}

/** Those of the stops that still hold for these settings. */
export function keepStops(stops: Stops, snapshot: SettingsSnapshot): Stops {
  return {
    off: filterRecord(stops.off, (on, generation) => generationOf(snapshot, on) === generation),
    paused: filterRecord(
      stops.paused,
      (process, revision) => isKnown(snapshot, process) && pauseRevisionOf(snapshot, process) === revision,
    ),
  }
}

/** All that either has; what no longer holds must have been taken out of both (`keepStops`). */
export function mergeStops(one: Stops, other: Stops): Stops {
  return { off: { ...one.off, ...other.off }, paused: { ...one.paused, ...other.paused } }
}

export function hasStops({ off, paused }: Stops): boolean {
  return Object.keys(off).length > 0 || Object.keys(paused).length > 0
}

/** The settings to go by: those of a head, with the stops that hold. The snapshot itself where there are none. */
export function withStops(snapshot: SettingsSnapshot, stops: Stops): SettingsSnapshot {
  const { off, paused } = keepStops(stops, snapshot)
  if (!hasStops({ off, paused })) return snapshot
  const startNodes = { ...snapshot.startNodes }
  const aliases = { ...snapshot.aliases }
  for (const on of Object.keys(off)) {
    const closed = { generation: null, accepted: [] }
    const alias = on.startsWith('@') ? aliasState(snapshot, on.slice(1)) : null
    if (alias !== null) aliases[on.slice(1)] = { ...alias, ...closed }
    else startNodes[on] = { ...startNodeState(snapshot, on), ...closed }
  }
  for (const process of Object.keys(paused)) {
    const state = Object.hasOwn(startNodes, process)
      ? (startNodes[process] as SettingsSnapshot['startNodes'][string])
      : startNodeState(snapshot, process)
    startNodes[process] = { ...state, intake: { ...state.intake, paused: true } }
  }
  return { ...snapshot, startNodes, aliases }
}

/** Reads stops that came from outside; what is none is left out. */
export function parseStops(value: unknown): Stops {
  const { off, paused } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >
  return {
    off: filterRecord(recordOf<string>(off), (_, generation) => typeof generation === 'string'),
    paused: filterRecord(recordOf<number>(paused), (_, revision) => typeof revision === 'number'),
  }
}

function generationOf(snapshot: SettingsSnapshot, on: string): string | null {
  return on.startsWith('@')
    ? (aliasState(snapshot, on.slice(1))?.generation ?? null)
    : startNodeState(snapshot, on).generation
}

function pauseRevisionOf(snapshot: SettingsSnapshot, process: string): number {
  return startNodeState(snapshot, process).pauseRevision ?? 0
}

/** It has a state of its own, or an alias points at it. */
function isKnown({ startNodes, aliases }: SettingsSnapshot, process: string): boolean {
  return (
    Object.hasOwn(startNodes, process) || Object.values(aliases).some((alias) => alias.process === process)
  )
}

function ownOf<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

function recordOf<Value>(value: unknown): Record<string, Value> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, Value>)
    : {}
}

function filterRecord<Value>(
  record: Readonly<Record<string, Value>>,
  holds: (key: string, value: Value) => boolean,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([key, value]) => holds(key, value)))
}
