import { connect, Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { fakeBroker } from '../../helpers/fake-broker.ts'
import { ask, brokerAt, connectionTo, plainSockets, type SocketFactory } from '../../helpers/library-connection.ts'

// patches/kafkajs+2.2.4.patch. Without it, a request that times out leaves its connection as it is: on a line that was dropped without a word every later one times
// out, too; a broker that did not answer the first request counts as connected; a socket may connect after its time is up, and requests go to its successor.

test('a connection on which a request is not answered in time is given up with all that waits on it, and so are others that were not heard of since', async () => {
  const broker = await fakeBroker()
  const [dead, silent, alive, patient] = [connectionTo(broker.port, 2000), connectionTo(broker.port, 2000), connectionTo(broker.port, 2000), connectionTo(broker.port, 30_000)]
  for (const connection of [dead, silent, alive, patient]) expect(await ask(connection)).toBe(true)
  const lines = [...broker.sockets]
  const closed = [0, 1].map((i) => new Promise((resolve) => { lines[i]!.once('close', resolve) }))
  lines.slice(0, 2).forEach((line) => broker.deaf.add(line))
  const asked = [ask(dead), ask(dead)]
  await pause(20)
  expect(await ask(alive)).toBe(true)
  expect(await Promise.all(asked), 'of the dead one').toEqual([false, false])
  await Promise.all(closed)
  for (const connection of [dead, silent, alive, patient]) expect(await ask(connection)).toBe(true)
  expect(broker.sockets, 'two new ones, and two were kept').toHaveLength(6)
})

test('nothing of a connection that was given up arrives after what is sent on the next one', async () => {
  const broker = await fakeBroker()
  const connection = connectionTo(broker.port)
  expect(await ask(connection)).toBe(true)
  const [line] = broker.sockets
  line!.pause()
  expect(await ask(connection)).toBe(false)
  const heard: unknown[] = []
  line!.on('data', (data) => heard.push(data))
  const ended = new Promise<string>((resolve) => {
    line!.once('error', (error: NodeJS.ErrnoException) => resolve(error.code!))
    line!.once('end', () => resolve('end'))
  })
  expect(await ask(connection)).toBe(true)
  line!.resume()
  expect([await ended, heard]).toEqual(['ECONNRESET', []])
})

test('a broker that has not said yet what it understands is asked again, though another connection to it is alive', async () => {
  const fake = await fakeBroker()
  const { broker, connections: [, second] } = brokerAt(fake.port, 2000)
  expect(await ask(second!)).toBe(true)
  fake.mute = true
  let going = true
  onTestFinished(() => { going = false })
  const asking = (async () => {
    while (going) await Promise.all([ask(second!), pause(20)])
  })()
  await expect(broker.connect()).rejects.toThrow('timed out')
  expect([second!.isConnected(), broker.isConnected()]).toEqual([true, false])
  fake.mute = false
  await broker.connect()
  expect(broker.isConnected()).toBe(true)
  going = false
  await asking
})

test('a socket that connects after its time is up is not taken for its successor, which was refused', async () => {
  const broker = await fakeBroker()
  const late = new Socket()
  const sockets: SocketFactory[] = [
    ({ onConnect, ...to }) => {
      late.once('connect', onConnect)
      setTimeout(() => { if (!late.destroyed) late.connect(to) }, 1100)
      return late
    },
    ({ onConnect, ...to }) => connect({ ...to, port: 1 }, onConnect),
  ]
  const connection = connectionTo(broker.port, 30_000, (options) => (sockets.shift() ?? plainSockets)(options))
  expect([await ask(connection), await ask(connection)]).toEqual([false, false])
  await pause(200)
  expect(await Promise.race([ask(connection), pause(2000, 'waits for an answer')])).toBe(true)
})

test('a connection that is closed while it connects does not come back to life', async () => {
  const broker = await fakeBroker()
  const connection = connectionTo(broker.port)
  const connecting = connection.connect().then(() => 'connected', () => 'closed')
  await connection.disconnect()
  expect([await connecting, connection.isConnected()]).toEqual(['closed', false])
})
