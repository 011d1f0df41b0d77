import { endWithReader, terminal } from './print/output.ts'
import { createProgram } from './program.ts'

const setExitCode = (code: number) => {
  process.exitCode = code
}
const words = process.argv.slice(2)
endWithReader(words[0])
const program = await createProgram(terminal, setExitCode, words)
await program.parseAsync()
