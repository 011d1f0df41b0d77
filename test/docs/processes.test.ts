/** Each process of workflows/ has a page, a picture and a line in the index, and they name its nodes as the code does. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { makeTemplate } from '../../src/mambu/template/make-template.ts'
import { loadStartNodes } from '../../src/project/load-start-nodes.ts'
import { WORKFLOWS_DIR } from '../../src/project/project.ts'
import { readCodeBlocks } from './code-blocks.ts'
import { drawProcess, titlesInDot } from './draw-process.ts'
import { titlesInProcess } from './titles-in-process.ts'

// What is imported from MPO is described there
const startNodes = new Map(
  [...(await loadStartNodes(WORKFLOWS_DIR))].filter(([, { diagram }]) => diagram === null),
)
const processes = [...startNodes.keys()]
const index = readFileSync('docs/processes/README.md', 'utf8')
const read = (file: string) => readFileSync(`docs/processes/${file}`, 'utf8')

test('the index has one line for each process, and for nothing else', () => {
  const linked = [...index.matchAll(/\]\(([a-z0-9-]+)\.md\)/g)].map((match) => match[1])
  expect(linked.toSorted()).toEqual(processes)
})

test('no page or picture is left of a process that is gone', () => {
  const pages = readdirSync('docs/processes').filter((name) => name !== 'README.md')
  expect([...new Set(pages.map((name) => name.replace(/\.(?:md|dot|svg)$/, '')))].toSorted()).toEqual(
    processes,
  )
})

describe.each(processes)('%s', (process) => {
  test('has a page with its picture', () => {
    expect(read(`${process}.md`)).toContain(`](${process}.svg)`)
  })

  test('has the payload for Mambu on its page, as `startnode mambu template` prints it', () => {
    const input = startNodes.get(process)?.input
    const { text, notes } = makeTemplate(input as NonNullable<typeof input>)
    // One that Mambu does not start has none
    if (notes.some(({ message }) => message.startsWith('No field of this process names'))) return
    const payloads = readCodeBlocks(read(`${process}.md`)).filter(({ language }) => language === 'json')
    expect(payloads.map((block) => block.text.trim())).toContain(text.trim())
  })

  test('has a picture with exactly the nodes of its code', () => {
    const titles = titlesInProcess(process)
    expect(titles.size).toBeGreaterThan(0)
    expect(titlesInDot(read(`${process}.dot`))).toEqual(titles)
  })

  test('is drawn as its .dot says: `npx tsx test/docs/draw-processes.ts` draws it anew', async () => {
    expect(existsSync(`docs/processes/${process}.svg`)).toBe(true)
    expect(await drawProcess(read(`${process}.dot`))).toBe(read(`${process}.svg`))
  })
})
