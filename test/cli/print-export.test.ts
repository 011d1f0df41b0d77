/** What people read of an export: each problem with its place. */
import { expect, test } from 'vitest'
import { printExport } from '../../src/cli/print/print-export.ts'
import { checkExport } from '../../src/diagram/check/check-export.ts'
import { type ExportFile, readExport } from '../../src/diagram/read/read-export.ts'
import { viewExport } from '../../src/import/view-export.ts'

function print(files: readonly ExportFile[]): string {
  const lines: string[] = []
  const read = readExport(files)
  const nothing = { processes: new Set<string>(), aliases: new Set<string>(), secrets: new Set<string>() }
  const output = { print: (line: string) => void lines.push(line), note: () => {} }
  printExport(output, viewExport(read, checkExport(read, nothing)))
  return lines.join('\n')
}

test('a problem that is of no process names its file, also where several files have it', () => {
  const said = print([
    { name: 'arr.json', text: '[\n{"a":1},\n{"b":2}]' },
    { name: 'x/other.json', text: '\n{"c":3}' },
  ])
  expect(said).toContain('[arr.json, line 2; arr.json, line 3; x/other.json, line 2]')
})

test('a file that can not be read as text is named, and the others are judged all the same', () => {
  const said = print([
    { name: 'latin.json', text: '', isUtf8: false },
    { name: 'other.json', text: '{"obj_type":1,"obj_id":1,"title":"t"}' },
  ])
  expect(said).toMatch(/^error encoding_invalid: The file is no UTF-8, .* {2}\[latin\.json, line 1\]$/m)
  expect(said).toContain("process 1 't'  (other.json)")
  expect(said).toMatch(/^ {2}error nodes_missing: .* {2}\[line 1\]$/m)
})
