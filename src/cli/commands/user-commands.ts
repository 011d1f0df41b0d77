/** startnode user hash: a line for ADMIN_USERS. Reads the password, prints its hash, keeps neither. */
import type { Command } from 'commander'
import { isStartnodeError, StartnodeError } from '../../errors/startnode-error.ts'
import { parseUsers } from '../../users/parse-users.ts'
import { hashPassword } from '../../users/password-hash.ts'
import type { CommandRunner } from '../command-runner.ts'
import { readSecret } from '../input/read-secret.ts'
import type { Output } from '../print/output.ts'

/** Guessing is slow but possible; short ones fall first. */
const MIN_LENGTH = 12

export function addUserCommands(program: Command, output: Output, run: CommandRunner): void {
  program
    .command('user')
    .summary('make users of the admin API')
    .description('Makes users of the admin API.')
    .command('hash')
    .summary('print the line of a user')
    .description(
      'Reads a password of at least 12 characters from standard input and prints the line `name:role:scrypt$...` for ADMIN_USERS or ADMIN_USERS_FILE. In a .env file put it into single quotes: it has dollar signs.',
    )
    .argument('<name>')
    .option('--role <role>', 'viewer, operator or editor', 'viewer')
    .option('--json', 'print {"name","role","line"}')
    .addHelpText('after', '\nExample:\n  startnode user hash bob --role editor < password.txt >> admin-users')
    .action((name: string, options: { role: string; json?: boolean }) =>
      run(options.json === true, async () => {
        const password = readSecret(undefined, 'the password', output)
        if (password.length < MIN_LENGTH)
          throw new StartnodeError('usage', `The password is shorter than ${MIN_LENGTH} characters`)
        const line = `${name}:${options.role}:${await hashPassword(password)}`
        try {
          parseUsers(line)
        } catch (error) {
          throw isStartnodeError(error)
            ? new StartnodeError('usage', error.problems.map(({ message }) => message).join('; '))
            : error
        }
        output.print(options.json ? JSON.stringify({ name, role: options.role, line }) : line)
        return undefined
      }),
    )
}
