import { local, type Caller, type Role } from '../shared/access/caller.ts'
import type { InputTopic } from '../topology.ts'

/** Who may send events to a topic: whoever is known, those of its sources; alerts are acted on by people. */
export const accessTo = (topic: InputTopic): Role | 'anybody' => (topic === 'alert-actions' ? 'operator' : 'anybody')

/** An item as it counts: nobody acts on an alert in the name of somebody else, unless nobody is asked for a name. */
export const asSent = (topic: InputTopic, caller: Caller, item: unknown): unknown =>
  topic === 'alert-actions' && caller !== local && typeof item === 'object' && item !== null && !Array.isArray(item) ? { ...item, by: caller.name } : item
