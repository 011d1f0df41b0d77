/**
 * The arrows of src/console/: it runs in a browser, so it knows itself and packages for browsers, and of the server nothing
 * but types of the door and the subjects it shows. Apart from the others, because their parser reads no JSX.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

const PACKAGE =
  /^(?:react|react-dom|wouter|@mantine\/|@tanstack\/react-|@xyflow\/react|@codemirror\/|@lezer\/highlight)/
const IMPORT = /^(?:import|export)\s+((?:[\w*{},\s]+?\s+from\s+)?)['"]([^'"]+)['"]/gm
const SHOWN = /^src\/(?:admin|doctor|import|now|processes|quarantine|requests|tasks|try|users)\//

/** `file -> module` of every import that goes another way, and `file -> file -> file` of every circle. */
export function findBrokenConsoleArrows(root: string): string[] {
  const folder = join(root, 'src/console')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && file !== 'vite.config.ts')
    .sort()
    .map((file) => join(folder, file))
  const imports = new Map(files.map((file) => [file, importsOf(file)]))
  const wrong = files.flatMap((file) =>
    (imports.get(file) ?? [])
      .filter(({ typeOnly, module }) => !mayImport(root, file, typeOnly, module))
      .map(({ module }) => `${relative(root, file)} -> ${module}`),
  )
  return [...wrong, ...findCircles(root, files, imports)]
}

interface Import {
  readonly typeOnly: boolean
  readonly module: string
}

function importsOf(file: string): Import[] {
  return [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, words = '', module = '']) => ({
    typeOnly: /^type\b/.test(words),
    module,
  }))
}

function mayImport(root: string, from: string, typeOnly: boolean, module: string): boolean {
  if (!module.startsWith('.')) return PACKAGE.test(module) || (typeOnly && module === 'zod')
  const target = relative(root, resolve(dirname(from), module))
  return target.startsWith('src/console/') || (typeOnly && SHOWN.test(target))
}

/** Each circle once, beginning with its first file. */
function findCircles(
  root: string,
  files: readonly string[],
  imports: ReadonlyMap<string, Import[]>,
): string[] {
  const done = new Set<string>()
  const circles: string[] = []
  function walk(file: string, way: readonly string[]): void {
    const at = way.indexOf(file)
    if (at >= 0) circles.push([...way.slice(at), file].map((one) => relative(root, one)).join(' -> '))
    if (at >= 0 || done.has(file)) return
    for (const { module } of imports.get(file) ?? [])
      if (module.startsWith('.')) walk(resolve(dirname(file), module), [...way, file])
    done.add(file)
  }
  for (const file of files) walk(file, [])
  return circles
}
