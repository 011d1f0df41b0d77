/** `npx tsx test/docs/draw-processes.ts`: draws docs/processes/*.dot as .svg beside them. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { drawProcess } from './draw-process.ts'

const DIR = new URL('../../docs/processes/', import.meta.url)
for (const name of readdirSync(DIR).filter((name) => name.endsWith('.dot'))) {
  const svg = await drawProcess(readFileSync(new URL(name, DIR), 'utf8'))
  writeFileSync(new URL(name.replace(/dot$/, 'svg'), DIR), svg)
  console.log(name)
}
