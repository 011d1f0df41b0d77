/** What `node:http` alone can do: reads the body, parses it, answers 200 with the same bytes a receiver answers. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerAccepted } from '../../../src/receiver/answer.ts'

const { body, headers } = answerAccepted('0123456789abcdef01234567')
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString('utf8'))
    response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(body) })
    response.end(body)
  })
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
