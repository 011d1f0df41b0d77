/** Runs something of this project on another Node, which is fetched first. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, dirname } from 'node:path'
import { fetchNode } from './fetch-node.ts'

/**
 * Runs `node <args>` on that Node, which is first on PATH, too: tests and bench start npm, npx and node.
 *
 * @param wanted a line or a version: `24`, `24.22`
 * @returns its exit code; 2 where there is no such Node, after a line that says so
 */
export async function runOnNode(wanted: string, args: readonly string[]): Promise<number> {
  const say = (text: string) => process.stderr.write(`${text}\n`)
  const node = await fetchNode({ version: wanted, onProgress: say }).catch((error: Error) => error)
  if (node instanceof Error) {
    say(node.message)
    return 2
  }
  say(`On Node ${node.version}`)
  const env = { ...process.env, PATH: [dirname(node.binary), process.env.PATH].join(delimiter) }
  // Ctrl-C goes to the child as well, which stops what it has started
  process.on('SIGINT', () => {})
  const [code] = await once(spawn(node.binary, [...args], { env, stdio: 'inherit' }), 'close')
  return typeof code === 'number' ? code : 1
}
