import { useSyncExternalStore } from 'react'
import { allPages, api, type Alert, type LiveAlert } from './api.ts'
import { OpenAlerts } from './open-alerts.ts'
import { Watchdog } from './watchdog.ts'

export type Connection = 'connecting' | 'live' | 'lost'

const reopenAfterMs = 3000
const readAgainAfterMs = 2000
const closeAfterHiddenMs = 30_000
/** The api sends a heartbeat every 15 s. */
const deadAfterMs = 40_000

/** The alerts of the company as the log has them; read once, then kept by the stream. */
class LiveAlerts {
  #alerts = new OpenAlerts()
  #connection: Connection = 'connecting'
  #loaded = false
  #error: unknown = null
  #reads = 0
  #listeners = new Set<() => void>()
  #pending: number | null = null
  #stopping: AbortController | null = null
  #source: EventSource | null = null
  /** Id of the last event. */
  #last = ''
  #hiding: number | undefined
  #reopening: number | undefined
  /** Behind a proxy, or a network that is gone, a connection can be dead without anybody being told. */
  #watchdog = new Watchdog(deadAfterMs, () => this.#giveUp())

  start(): void {
    if (this.#stopping) return
    this.#stopping = new AbortController()
    document.addEventListener('visibilitychange', () => this.#look(), { signal: this.#stopping.signal })
    this.#open()
    this.#look()
  }

  /** Ends it for whom the api does not know any more; `start` goes on from there. */
  stop(): void {
    this.#stopping?.abort()
    this.#stopping = null
    this.#close()
  }

  /** HTTP/1.1 gives a browser six connections to a host, for all its tabs together: one that nobody looks at gives its own back, and goes on at its last event when it is looked at again. */
  #look(): void {
    window.clearTimeout(this.#hiding)
    if (document.hidden) this.#hiding = window.setTimeout(() => this.#close(), closeAfterHiddenMs)
    else if (!this.#source) this.#open()
  }

  #close(): void {
    window.clearTimeout(this.#hiding)
    window.clearTimeout(this.#reopening)
    this.#watchdog.stop()
    this.#source?.close()
    this.#source = null
    this.#reads++
    this.#connection = 'connecting'
    this.#tell()
  }

  #giveUp(): void {
    this.#source?.close()
    this.#connection = 'lost'
    this.#tell()
    this.#open()
  }

  /** The browser itself comes back after a broken connection, but not after an answer that is an error (Kafka is away, the key is gone): then it is for us, with the id of the last event. */
  #open(): void {
    window.clearTimeout(this.#reopening)
    const source = this.#source = new EventSource(`/api/v1/alerts/stream?lastEventId=${encodeURIComponent(this.#last)}`)
    this.#watchdog.heard()
    for (const name of ['ready', 'heartbeat', 'alert']) source.addEventListener(name, () => this.#watchdog.heard())
    // The log cannot go on from where we were, or is another one: alerts may be over that we know as open, and numbers of steps begin anew.
    source.addEventListener('reset', () => {
      this.#alerts.clear()
      this.#loaded = false
      this.#reads++
      this.#tell()
    })
    // Read after `ready`, so that nothing falls between list and stream.
    source.addEventListener('ready', (event) => {
      this.#last = (event as MessageEvent).lastEventId
      this.#connection = 'live'
      void this.#load()
    })
    source.addEventListener('alert', (event) => {
      this.#last = (event as MessageEvent).lastEventId
      this.apply(JSON.parse((event as MessageEvent<string>).data) as Alert)
    })
    source.addEventListener('error', () => {
      this.#connection = 'lost'
      this.#tell()
      if (source.readyState === EventSource.CLOSED) this.#reopening = window.setTimeout(() => this.#open(), reopenAfterMs)
    })
  }

  /** Takes in a step; an older one than is known changes nothing. */
  apply(step: Alert | LiveAlert): void {
    if (this.#alerts.apply(step)) this.#tell()
  }

  /** The log says that the alert is not open any more. */
  letGo(alertId: string): void {
    if (this.#alerts.letGo(alertId)) this.#tell()
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
  readonly alerts: readonly LiveAlert[]
  readonly connection: Connection
  readonly loaded: boolean
  /** Why the list was not read, as of the last try; null: it was. */
  readonly error: unknown
}

/** However many there are: the oldest must not be missing in a storm of alerts. */
const openAlerts = (): Promise<LiveAlert[]> => allPages((cursor) => api.v1AlertsList({ status: 'open', limit: 200, ...(cursor && { cursor }) }), Infinity)

export const live = new LiveAlerts()

/** Open alerts, and whether they are live. */
export const useLive = (): LiveState => useSyncExternalStore(live.subscribe, live.state)
