/** Reads an export of MPO, whatever its shape: one process, a list, a folder, or the tree of files of a ZIP. */
import type { Diagram } from '../diagram.ts'
import type { DiagramProblem } from '../problem.ts'
import { itemsOf, type JsonValue, lineOf, memberOf, sliceOf, textOf } from './json-value.ts'
import { parseJson } from './parse-json.ts'
import {
  type ReadAlias,
  type ReadFolder,
  type ReadStage,
  type ReadVariable,
  readAlias,
  readFolder,
  readStage,
  readVariables,
} from './read-names.ts'
import { isProcess, mpoIdOf, readProcess } from './read-process.ts'
import { note, type Reading } from './reading.ts'

/** A file of an export; in a ZIP or folder its name is the path in it. */
export interface ExportFile {
  readonly name: string
  /** `''` where it could not be read as text. */
  readonly text: string
  /** Left out: it is UTF-8. */
  readonly isUtf8?: false
}

/** One process of an export. */
export interface ReadProcess {
  readonly diagram: Diagram
  /** The process as it stood in its file; the whole file where it stood there alone, so that it can be given back. */
  readonly text: string
  readonly file: string
  /** JSON Pointer into the file, e.g. `/2`; `''`: it is the whole of it. */
  readonly path: string
  /** Line of the file on which it begins. */
  readonly line: number
  /** MPO's id of the folder or stage it was in; null: the export does not say. */
  readonly parent: string | null
}

export interface ReadExport {
  readonly processes: readonly ReadProcess[]
  readonly aliases: readonly ReadAlias[]
  readonly stages: readonly ReadStage[]
  readonly folders: readonly ReadFolder[]
  readonly variables: readonly ReadVariable[]
  readonly problems: readonly DiagramProblem[]
}

/**
 * Reads the files of one export. Lenient where exports differ, strict where meaning would be lost: everything that is not as
 * it should be is a problem, and nothing is thrown.
 *
 * @param files a single one is read whatever its name; of several only `*.json`
 * @example readExport([{ name: '1668282_loan.conv.json', text }]).processes[0]?.diagram.title
 */
export function readExport(files: readonly ExportFile[]): ReadExport {
  const found: Found = { processes: [], aliases: [], stages: [], folders: [], variables: [], problems: [] }
  for (const file of files) if (files.length === 1 || /\.json$/i.test(file.name)) readFile(found, file)
  return found
}

/**
 * Reads one process that stands alone in its text, as `workflows/*.conv.json` does.
 *
 * @param name of the file, for the problems
 * @returns no diagram when the text is none, or has several; the problems say why
 */
export function readDiagram(
  text: string,
  name: string,
): { readonly diagram: Diagram | null; readonly problems: readonly DiagramProblem[] } {
  const { processes, problems } = readExport([{ name, text }])
  return { diagram: processes.length === 1 ? (processes[0] as ReadProcess).diagram : null, problems }
}

interface Found {
  readonly processes: ReadProcess[]
  readonly aliases: ReadAlias[]
  readonly stages: ReadStage[]
  readonly folders: ReadFolder[]
  readonly variables: ReadVariable[]
  readonly problems: DiagramProblem[]
}

function readFile(found: Found, { name, text, isUtf8 }: ExportFile): void {
  if (isUtf8 === false) {
    const nothing: JsonValue = { kind: 'null', text, start: 0, end: 0 }
    const said = 'The file is no UTF-8, as exports of MPO are: export it anew'
    note(readingOf(found, name, nothing), 'encoding_invalid', nothing, said)
    return
  }
  const parsed = parseJson(text)
  if ('problem' in parsed) {
    const place = { kind: 'null', text, start: parsed.start, end: parsed.start } as const
    const reading = readingOf(found, name, place)
    note(reading, 'json_invalid', place, `The file is no JSON: ${parsed.problem}`)
    return
  }
  const { value, doubles } = parsed
  const base = /[^/\\]*$/.exec(name)?.[0].toUpperCase() ?? ''
  if (base.endsWith('_ENV_VARS_.JSON')) found.variables.push(...readVariables(value))
  else if (base.endsWith('_ALIASES_.JSON')) found.aliases.push(...itemsOf(value).map(readAlias))
  else if (!WITHOUT_PROCESSES.test(base)) {
    const objects = itemsOf(value)
    for (const [at, object] of objects.entries())
      readObject(found, name, object, objects.length === 1 ? '' : `/${at}`)
  }
  for (const { key, start } of doubles) {
    const holder = found.processes.find((process) => process.file === name && isWithin(value, process, start))
    const reading = readingOf(found, name, value, holder?.diagram)
    const at: JsonValue = { kind: 'null', text, start, end: start }
    note(
      reading,
      'key_doubled',
      at,
      `The key '${key.slice(0, 60)}' stands twice in one object: remove one, the other is lost`,
    )
  }
}

/** Databases, boards and their like: nothing of them runs, and what they hold may be secret. */
const WITHOUT_PROCESSES = /\.(?:INSTANCE|PROJECT|VERSION|DASHBOARD|CONFIG)\.JSON$/

function isWithin(root: JsonValue, { path }: ReadProcess, start: number): boolean {
  const process = path === '' ? root : itemsOf(root)[Number(path.slice(1))]
  return process !== undefined && process.start <= start && start < process.end
}

function readingOf(found: Found, file: string, root: JsonValue, diagram?: Diagram): Reading {
  return {
    file,
    root,
    mpoId: diagram?.mpoId ?? null,
    process: diagram?.title ?? null,
    node: null,
    problems: found.problems,
  }
}

/** Numbers of MPO's objects; other ones (dashboard, instance, project, version) hold nothing that runs. */
const TYPES = { folder: ['0'], stage: ['6', '10'], alias: ['9'], known: ['3', '4', '5', '7'] } as const

/** @param path into the file; `''`: the object is all there is in it */
function readObject(found: Found, file: string, object: JsonValue, path: string): void {
  const type = textOf(memberOf(object, 'obj_type'))
  const has = (types: readonly string[]) => object.kind === 'object' && types.includes(type)
  if (object.kind === 'object' && isProcess(object)) {
    const reading: Reading = {
      ...readingOf(found, file, object),
      mpoId: mpoIdOf(object),
      process: textOf(memberOf(object, 'title')),
    }
    found.processes.push({
      diagram: readProcess(reading, object),
      text: path === '' ? object.text : sliceOf(object),
      file,
      path,
      line: lineOf(object),
      parent: mpoIdOf(object, 'parent_id'),
    })
  } else if (has(TYPES.folder)) found.folders.push(readFolder(object))
  else if (has(TYPES.stage) || /\.stage\.json$/i.test(file)) found.stages.push(readStage(object))
  else if (has(TYPES.alias)) found.aliases.push(readAlias(object))
  else if (!has(TYPES.known)) {
    const text = 'This is no process, folder, stage or alias of MPO: it is left out'
    note(readingOf(found, file, object), 'object_unknown', object, text)
  }
}
