/**
 * `npm run test:node -- 24`: the suite on another Node; `npm run test:node -- 24 test/formats`: a part of it. What follows
 * the version goes to vitest.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, dirname } from 'node:path'
import { fetchNode } from './fetch-node.ts'

const [wanted, ...rest] = process.argv.slice(2)

async function testOnNode(wanted: string): Promise<number> {
  const say = (text: string) => process.stderr.write(`${text}\n`)
  const { binary, version } = await fetchNode({ version: wanted, onProgress: say })
  say(`The tests run on Node ${version}`)
  // First on PATH too: tests start npm, npx and node
  const env = { ...process.env, PATH: [dirname(binary), process.env.PATH].join(delimiter) }
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.all.config.ts', ...rest]
  // Ctrl-C goes to vitest as well, which stops what it has started
  process.on('SIGINT', () => {})
  const [code] = await once(spawn(binary, args, { env, stdio: 'inherit' }), 'close')
  return typeof code === 'number' ? code : 1
}

if (wanted === undefined) {
  process.stderr.write('Which Node? npm run test:node -- 24 [arguments of vitest]\n')
  process.exitCode = 2
} else {
  process.exitCode = await testOnNode(wanted).catch((error: Error) => {
    process.stderr.write(`${error.message}\n`)
    return 2
  })
}
