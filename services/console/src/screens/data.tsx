import { FailedEvents } from '../parts/failed-events.tsx'
import { Pipeline, Sources } from '../parts/pipeline.tsx'
import { useTitle } from '../use-title.ts'
import './data.css'

/** How the data come in: whether the services run, how sources deliver, and what could not be processed. */
export default function Data() {
  useTitle('Data')
  return (
    <div className="page">
      <h1>Data</h1>
      <Pipeline />
      <Sources />
      <FailedEvents />
    </div>
  )
}
