/** Each thing that can be wrong has an export in which it is, and only there it is said. */
import { isUtf8 } from 'node:buffer'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkExport } from '../../../src/diagram/check/check-export.ts'
import { type DiagramProblem, PROBLEMS, type ProblemCode } from '../../../src/diagram/problem.ts'
import { readExport } from '../../../src/diagram/read/read-export.ts'

const FOLDER = new URL('../../fixtures/exports/problems/', import.meta.url)
const NOTHING = { processes: new Set<string>(), aliases: new Set<string>(), secrets: new Set<string>() }
/** What else these exports can't do without. */
const BESIDE: Partial<Record<ProblemCode, readonly ProblemCode[]>> = {
  nodes_missing: ['start_missing'],
  target_missing: ['orphaned'],
  method_unknown: ['node_unsupported'],
  timer_invalid: ['no_way_out', 'orphaned'],
  error_way_needed: ['node_unsupported'],
  logic_invalid: ['node_unsupported', 'error_way_missing'],
}

const codes = Object.keys(PROBLEMS) as ProblemCode[]

function judge(name: string): DiagramProblem[] {
  const place = new URL(name, FOLDER)
  const files = statSync(place).isDirectory()
    ? readdirSync(place).map((file) => {
        const bytes = readFileSync(new URL(`${name}/${file}`, FOLDER))
        return isUtf8(bytes)
          ? { name: file, text: bytes.toString('utf8') }
          : { name: file, text: '', isUtf8: false as const }
      })
    : [{ name, text: readFileSync(place, 'utf8') }]
  return checkExport(readExport(files), NOTHING)
}

test('every code has its export', () => {
  const names = readdirSync(FOLDER).map((name) => name.replace('.json', ''))
  expect(names.sort()).toEqual([...codes].sort())
})

test.each(codes)('%s is found where it is, with its place and what to do', (code) => {
  const name = readdirSync(FOLDER).find((file) => file.replace('.json', '') === code) as string
  const problems = judge(name)
  const own = problems.filter((problem) => problem.code === code)
  expect(own.length).toBeGreaterThan(0)
  expect(problems.filter((problem) => problem.code !== code).map((problem) => problem.code)).toEqual([
    ...(BESIDE[code] ?? []),
  ])
  for (const problem of own) {
    expect(problem.severity).toBe(PROBLEMS[code])
    expect(problem.text.length).toBeGreaterThan(20)
    if (problem.process !== null) expect(problem.line).toBeGreaterThan(0)
  }
})

test('a problem names the node, the path in the process and the line of the file', () => {
  expect(judge('braces_open.json')[0]).toMatchObject({
    mpoId: '7001',
    process: 'Card limit',
    nodeId: '5a0000000000000000000002',
    nodeTitle: 'Work',
    path: '/scheme/nodes/1/condition/logics/0',
    line: 37,
  })
  // The second process of a list has the lines of the list.
  expect(judge('process_doubled.json')[0]?.line).toBeGreaterThan(40)
})

test('no problem says the credential it is about', () => {
  const secrets = /made-up|madeUp|pass"?word-1|bm90IGEga2V5/
  for (const code of codes.filter((one) => one.startsWith('credential_')))
    expect(JSON.stringify(judge(`${code}.json`))).not.toMatch(secrets)
})

test('text that is filled in, words after a scheme and names that only look alike are no credentials', () => {
  const api = (more: object) =>
    JSON.stringify({
      obj_type: 1,
      obj_id: 1,
      title: 't',
      scheme: { nodes: [{ id: 'a', obj_type: 0, condition: { logics: [{ type: 'api', ...more }] } }] },
    })
  const fine = [
    {
      extra_headers: {
        Authorization: 'Bearer {{env_var[@t]}}',
        'Idempotency-Key': 'abc',
        'X-Token-Type': 'bearer',
        apikey: '',
      },
    },
    { url: 'https://bank.example/?token={{token}}&page=2&keyword=x' },
    { extra: { 'content-type': 'x', keyboard: 'y' }, cert_pem: '{{env_var[@cert]}}' },
  ]
  for (const more of fine) {
    const problems = checkExport(readExport([{ name: 'x.json', text: api(more) }]), NOTHING)
    expect(problems.filter(({ code }) => code.startsWith('credential_'))).toEqual([])
  }
})

test('processes and aliases that were imported before are not missed', () => {
  const around = { ...NOTHING, processes: new Set(['7999']), aliases: new Set(['configuration']) }
  for (const name of ['process_absent.json', 'alias_absent.json']) {
    const text = readFileSync(new URL(name, FOLDER), 'utf8')
    expect(checkExport(readExport([{ name, text }]), around)).toEqual([])
  }
})
