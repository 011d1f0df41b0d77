/** The part of a logger the inbox uses; a pino logger is one. */
export interface InboxLog {
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}
