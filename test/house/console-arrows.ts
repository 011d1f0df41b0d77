/**
 * The arrow of src/console/: it runs in a browser, so it knows itself and packages for browsers, and of the server nothing
 * but types of admin/. Apart from the others, because their parser reads no JSX.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

const PACKAGE =
  /^(?:react|react-dom|wouter|@mantine\/|@tanstack\/react-|@xyflow\/react|@codemirror\/|@lezer\/highlight)/
const IMPORT = /^(?:import|export)\s+((?:[\w*{},\s]+?\s+from\s+)?)['"]([^'"]+)['"]/gm

/** `file -> module` of every import that goes another way. */
export function findBrokenConsoleArrows(root: string): string[] {
  const folder = join(root, 'src/console')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && file !== 'vite.config.ts')
    .sort()
  return files.flatMap((file) => {
    const path = join(folder, file)
    return [...readFileSync(path, 'utf8').matchAll(IMPORT)]
      .filter(([, words = '', module = '']) => !mayImport(folder, path, /^type\b/.test(words), module))
      .map(([, , module]) => `${relative(root, path)} -> ${module}`)
  })
}

function mayImport(folder: string, from: string, typeOnly: boolean, module: string): boolean {
  if (!module.startsWith('.')) return PACKAGE.test(module) || (typeOnly && module === 'zod')
  const target = resolve(dirname(from), module)
  return target.startsWith(`${folder}/`) || (typeOnly && target.startsWith(resolve(folder, '../admin/')))
}
