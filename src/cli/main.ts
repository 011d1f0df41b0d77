import { endProcess } from './end-process.ts'
import { terminal } from './print/output.ts'
import { createProgram } from './program.ts'

const program = await createProgram(terminal, endProcess, process.argv.slice(2))
await program.parseAsync()
