/**
 * The data of server-sent events as they come; ends when the server or the signal ends the stream.
 *
 * @yields what the `data` line of each event says, parsed
 */
export async function* readEvents(response: Response, signal: AbortSignal): AsyncGenerator<unknown> {
  if (response.body === null) return
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for await (const chunk of response.body) {
      const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n')
      rest = lines.pop() as string
      for (const line of lines) if (line.startsWith('data: ')) yield JSON.parse(line.slice(6))
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
