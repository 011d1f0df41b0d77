import { terminal } from './print/output.ts'
import { createProgram } from './program.ts'

await createProgram(terminal, (code) => {
  process.exitCode = code
}).parseAsync()
