import type { Role } from '../shared/access/caller.ts'
import type { InputTopic } from '../topology.ts'

/** Who may send events to a topic: whoever is known, those of its sources; alerts are acted on by people. */
export const accessTo = (topic: InputTopic): Role | 'anybody' => (topic === 'alert-actions' ? 'operator' : 'anybody')
