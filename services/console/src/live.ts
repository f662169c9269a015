import { useSyncExternalStore } from 'react'
import { allPages, api, type Alert } from './api.ts'
import { OpenAlerts } from './open-alerts.ts'

export type Connection = 'connecting' | 'live' | 'lost'

const reopenAfterMs = 3000
const readAgainAfterMs = 2000

/** The alerts of the company as the log has them; read once, then kept by the stream. */
class LiveAlerts {
  #alerts = new OpenAlerts()
  #connection: Connection = 'connecting'
  #loaded = false
  #error: unknown = null
  #reads = 0
  #listeners = new Set<() => void>()
  #pending: number | null = null
  #started = false

  start(): void {
    if (this.#started) return
    this.#started = true
    this.#open('')
  }

  /** The browser itself comes back after a broken connection, but not after an answer that is an error (Kafka is away, the key is gone): then it is for us, with the id of the last event. */
  #open(lastEventId: string): void {
    const source = new EventSource(`/api/v1/alerts/stream?lastEventId=${encodeURIComponent(lastEventId)}`)
    let last = lastEventId
    // The log cannot go on from where we were, or is another one: alerts may be over that we know as open, and numbers of steps begin anew.
    source.addEventListener('reset', () => {
      this.#alerts.clear()
      this.#loaded = false
      this.#reads++
      this.#tell()
    })
    // Read after `ready`, so that nothing falls between list and stream.
    source.addEventListener('ready', (event) => {
      last = (event as MessageEvent).lastEventId
      this.#connection = 'live'
      void this.#load()
    })
    source.addEventListener('alert', (event) => {
      last = (event as MessageEvent).lastEventId
      this.apply(JSON.parse((event as MessageEvent<string>).data) as Alert)
    })
    source.addEventListener('error', () => {
      this.#connection = 'lost'
      this.#tell()
      if (source.readyState === EventSource.CLOSED) window.setTimeout(() => this.#open(last), reopenAfterMs)
    })
  }

  /** Takes in a step; an older one than is known changes nothing. */
  apply(step: Alert): void {
    if (this.#alerts.apply(step)) this.#tell()
  }

  /** Tries until the list is read, or has to be read anew: `reset` and `ready` end the reading before them. */
  async #load(): Promise<void> {
    const own = ++this.#reads
    while (own === this.#reads) {
      const [alerts, error] = await openAlerts().then((read) => [read, null] as const, (why: unknown) => [null, why] as const)
      if (own !== this.#reads) return
      alerts?.forEach((alert) => this.apply(alert))
      this.#loaded ||= alerts !== null
      this.#error = error
      this.#tell()
      if (alerts) return
      await new Promise((resolve) => setTimeout(resolve, readAgainAfterMs))
    }
  }

  /** At most once a frame: a storm of alerts must not freeze the screen. */
  #tell(): void {
    this.#pending ??= window.setTimeout(() => {
      this.#pending = null
      this.#state = { alerts: this.#alerts.list(), connection: this.#connection, loaded: this.#loaded, error: this.#error }
      this.#listeners.forEach((each) => each())
    }, 16)
  }

  #state: LiveState = { alerts: [], connection: 'connecting', loaded: false, error: null }
  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
  readonly state = () => this.#state
}

export interface LiveState {
  readonly alerts: readonly Alert[]
  readonly connection: Connection
  readonly loaded: boolean
  /** Why the list was not read, as of the last try; null: it was. */
  readonly error: unknown
}

/** However many there are: the oldest must not be missing in a storm of alerts. */
const openAlerts = async (): Promise<Alert[]> => await allPages((cursor) => api.v1AlertsList({ status: 'open', limit: 200, ...(cursor && { cursor }) }), Infinity) as Alert[]

export const live = new LiveAlerts()

/** Open alerts, and whether they are live. */
export const useLive = (): LiveState => useSyncExternalStore(live.subscribe, live.state)
