/** Exports of others, where they lie beside the project: read, judged and given back. They are no part of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkExport } from '../../src/diagram/check/check-export.ts'
import { readExport } from '../../src/diagram/read/read-export.ts'

const FOLDER = new URL('../../../shared/mpo-exports/', import.meta.url)
/** The ids of its nodes were taken out of this one; in these two a node has no way out. */
const UNSOUND = ['100_payment.conv.json', '200_notify.conv.json', 'exchangeratesapi.json']

const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.json')) : []
const files = names.map((name) => ({ name, text: readFileSync(new URL(name, FOLDER), 'utf8') }))
const NOTHING = { processes: new Set<string>(), aliases: new Set<string>(), secrets: new Set<string>() }

test('each is one process, kept to the byte, and only the unsound ones have errors', () => {
  const read = files.map(({ name, text }) => ({ name, text, read: readExport([{ name, text }]) }))
  for (const one of read) expect(one.read.processes.map(({ text }) => text)).toEqual([one.text])
  const wrong = read.filter((one) =>
    checkExport(one.read, NOTHING).some(({ severity }) => severity === 'error'),
  )
  expect(wrong.map(({ name }) => name)).toEqual(UNSOUND.filter((name) => names.includes(name)))
})

test('every node and logic of them is taken over', () => {
  for (const { name, text } of files) {
    const [process] = [JSON.parse(text)].flat() as {
      scheme: { nodes: { condition: { logics?: unknown[] } }[] }
    }[]
    const { nodes } = readExport([{ name, text }]).processes[0]?.diagram ?? { nodes: [] }
    expect(nodes.map(({ logics }) => logics.length)).toEqual(
      process?.scheme.nodes.map(({ condition }) => condition.logics?.length ?? 0),
    )
  }
  expect(new Set(names).size).toBe(files.length)
})
