/** Where this project's own processes are: beside src/ in a clone (.ts), beside dist/src/ when built (.js). */
import { readFileSync } from 'node:fs'

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

/** The folder of the processes, with a trailing slash. */
export const WORKFLOWS_DIR = new URL('../workflows/', import.meta.url)

/** The entry of the workflow bundle. */
export const WORKFLOWS_INDEX = new URL(`index.${extension}`, WORKFLOWS_DIR)

/** Version of this package. */
export const VERSION: string = readVersion()

function readVersion(): string {
  const root = extension === 'ts' ? '../package.json' : '../../package.json'
  return (JSON.parse(readFileSync(new URL(root, import.meta.url), 'utf8')) as { version: string }).version
}
