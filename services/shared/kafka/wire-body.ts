/** What goes before a request's body on the wire. */
interface Head {
  readonly apiKey: number
  readonly apiVersion: number
  readonly correlationId: number
  readonly clientId: string
}

/** A request's body that is sent from where it was encoded: the library's own encoder copies it three times, each time into twice the memory, zeroed before. */
export interface WireBody {
  /** The whole request. Called by the library (patches/), once. */
  withHead(head: Head): { readonly buffer: Buffer }
}

/** Bytes to be left free before a body: 14, and a client id, which is as long as a topic's name at most, and a service's. */
export const headRoom = 14 + 290

/** The body in `buffer` from `headRoom` to `end`. Throws a RangeError where the client id is too long for the room before it. */
export const wireBody = (buffer: Buffer, end: number): WireBody => ({
  withHead({ apiKey, apiVersion, correlationId, clientId }) {
    const start = headRoom - 14 - Buffer.byteLength(clientId)
    let at = buffer.writeInt32BE(end - start - 4, start)
    at = buffer.writeInt16BE(apiKey, at)
    at = buffer.writeInt16BE(apiVersion, at)
    at = buffer.writeInt32BE(correlationId, at)
    at = buffer.writeInt16BE(Buffer.byteLength(clientId), at)
    buffer.write(clientId, at)
    return { buffer: buffer.subarray(start, end) }
  },
})
