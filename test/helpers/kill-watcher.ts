import { execFileSync } from 'node:child_process'

/**
 * Kills the shell that stops the dev server of a process when that one dies (src/temporal/dev-server.ts), so that the
 * server outlives it: as where both are killed at once.
 *
 * @param owner process id of who started the server
 */
export function killWatcher(owner: number): void {
  const columns = ['-o', 'pid=', '-o', 'ppid=', '-o', 'command=']
  const found = execFileSync('ps', ['-ww', '-A', ...columns], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+sh -c read -r _; kill/.exec(line))
    .find((match) => Number(match?.[2]) === owner)
  if (!found) throw new Error(`Process ${owner} has no watcher`)
  process.kill(Number(found[1]), 'SIGKILL')
}
