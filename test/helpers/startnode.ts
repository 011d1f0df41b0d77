/**
 * Commands of `startnode` run in this process, which is quick, with its environment. What only a process of its own shows
 * (its exit, its standard input and output, a project that changed) is run by `StackProcesses.run`.
 */
import { createProgram } from '../../src/cli/program.ts'

export interface CommandEnd {
  readonly code: number | null
  /** Each print is a line. */
  readonly stdout: string
  readonly stderr: string
}

/**
 * @param args a line is split as a shell does
 * @param input what standard input gives (default: nothing)
 * @param env over the environment of this process until the command ends; undefined: not set
 * @example expect(await startnode('variable set bank --type json', '{}')).toMatchObject({ code: 0 })
 */
export async function startnode(
  args: string | readonly string[],
  input = '',
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<CommandEnd> {
  const written = { stdout: '', stderr: '' }
  let code: number | null = null
  const output = {
    read: () => input,
    print(text: string) {
      written.stdout += `${text}\n`
    },
    write(text: string) {
      written.stdout += text
    },
    note(text: string) {
      written.stderr += `${text}\n`
    },
  }
  const words = typeof args === 'string' ? split(args) : args
  const setCode = (ended: number) => {
    code = ended
  }
  const program = await createProgram(output, setCode, words)
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const)
  setAll(Object.entries(env))
  try {
    await program.parseAsync(words, { from: 'user' })
  } finally {
    setAll(before)
  }
  return { code, ...written }
}

/** The answer of a command with `--json`. @throws Error with what it said, when it failed */
export async function startnodeJson<T = unknown>(args: string, input?: string): Promise<T> {
  const end = await startnode(`${args} --json`, input)
  if (end.code !== 0) throw new Error(`startnode ${args} ended with ${end.code}: ${end.stdout}${end.stderr}`)
  return JSON.parse(end.stdout) as T
}

function setAll(values: readonly (readonly [name: string, value: string | undefined])[]): void {
  for (const [name, value] of values) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
}

/** Words, with quotes and backslashes as in a shell. */
function split(args: string): string[] {
  const words = args.matchAll(/(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/g)
  return [...words].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"|\\(.)/g, (_, single, double, escaped) => single ?? double ?? escaped),
  )
}
