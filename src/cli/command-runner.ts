/** Runs the body of one command and sets the exit code; `runCommand` bound to an output. */
export type CommandRunner = (json: boolean, command: () => Promise<number | undefined>) => Promise<void>
