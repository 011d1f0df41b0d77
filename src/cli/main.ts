import { terminal } from './print/output.ts'
import { createProgram } from './program.ts'

const setExitCode = (code: number) => {
  process.exitCode = code
}
const program = await createProgram(terminal, setExitCode, process.argv.slice(2))
await program.parseAsync()
