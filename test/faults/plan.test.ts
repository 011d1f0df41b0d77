/** The plans of campaigns: the same for the same seed, and all faults among them. */
import { expect, test } from 'vitest'
import { makePlan, type Part, tellFault } from './campaign/plan.ts'

const PARTS: readonly Part[] = ['receiver-0', 'receiver-1', 'worker', 'temporal', 'database']

test('the same seed is the same plan, another one another', () => {
  const plans = [1, 2, 3].map((seed) => makePlan(seed, PARTS, 20).faults.map(tellFault).join('\n'))
  expect(makePlan(1, PARTS, 20).faults.map(tellFault).join('\n')).toBe(plans[0])
  expect(new Set(plans).size).toBe(3)
})

test('fifty seeds have every kind of fault, on every part', () => {
  const faults = Array.from({ length: 50 }, (_, seed) => makePlan(seed, PARTS, 5).faults).flat()
  expect(new Set(faults.map(({ kind }) => kind))).toEqual(
    new Set([
      ...[
        'kill',
        'end',
        'freeze',
        'network',
        'clock',
        'deploy',
        'damage',
        'fill',
        'disk',
        'old-folder',
        'settings',
      ],
    ]),
  )
  const killed = faults.flatMap((fault) => (fault.kind === 'kill' ? fault.parts : []))
  expect(new Set(killed)).toEqual(new Set(PARTS))
})

test('later seeds have the later kinds too, and a versioned one has a deploy', () => {
  const plans = Array.from({ length: 30 }, (_, at) => makePlan(101 + at, PARTS, 3))
  const kinds = new Set(plans.flatMap(({ faults }) => faults.map(({ kind }) => kind)))
  for (const kind of ['restore', 'worker-clock', 'read-only', 'deploy', 'kill']) expect(kinds).toContain(kind)
  const versioned = plans.filter(({ isVersioned }) => isVersioned)
  expect(versioned).toHaveLength(10)
  for (const { faults } of versioned) expect(faults.map(({ kind }) => kind)).toContain('deploy')
})

test('a server whose database is no process of its own is not asked to lose it', () => {
  const parts = PARTS.filter((part) => part !== 'database')
  const told = Array.from({ length: 50 }, (_, seed) => makePlan(seed, parts, 5).faults.map(tellFault)).flat()
  expect(told.filter((fault) => fault.includes('database'))).toEqual([])
})
