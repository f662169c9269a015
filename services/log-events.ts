/**
 * The closed list of what the services log, so that a dashboard or an alarm can rely on a name. Each with what it means;
 * the message beside it in the code is constant, all that varies is in the other fields.
 */
export type LogEvent =
  // every service
  | 'service.starting' // the process has read its configuration
  | 'service.stopping' // a signal arrived, work in hand is being finished
  | 'service.stopped' // everything is closed
  | 'service.refused' // it must not go on; carries the remedy
  | 'service.failed' // an error nobody expected ended the process
  | 'dependency.waiting' // Kafka, registry or ClickHouse is away; backing off
  | 'dependency.silent' // it answers, but does not tell what was asked
  | 'dependency.back' // it answers again
  // who comes in over HTTP
  | 'access.open' // nobody is asked who they are
  | 'access.keys' // the API keys were read again
  // Kafka
  | 'kafka.client' // a line of the Kafka client library
  | 'partition.taken' // a partition is ours and restored
  | 'partition.restoring' // progress of a restore
  | 'partition.restored' // state read back, with accounts, bytes and seconds
  | 'partition.lost' // a partition went to another member
  | 'partition.retrying' // its worker failed and takes over again
  | 'group.joined' // member of the group, with the partitions assigned
  // records
  | 'record.failed' // a record became a failed event
  | 'batch.put-back' // ClickHouse lacked rows of a batch that it had taken for stored; they are there now
  | 'batch.settled' // sums lacked rows of a repeated batch, or had counted them more than once; they agree with the facts again
  | 'batch.surplus' // ClickHouse holds rows of a repeated batch more than once
  | 'source.stale' // a source says nothing of its progress, so time stands still
  | 'core.defect' // an exception in the core, with its stack
  | 'schema.learnt' // a schema id was looked up in the registry
  | 'schema.unknown' // the registry does not know an id
  // set-up
  | 'topic.created'
  | 'topic.kept' // exists as it should be
  | 'schema.registered'
  | 'clickhouse.migrated' // migrations applied, or none to apply
  | 'clickhouse.retention' // a table keeps its rows for another time than before
  | 'settings.appended' // new settings stand in the settings topic
  | 'settings.kept' // the settings in force are those of the environment
  | 'settings.in-force' // a reader goes by settings of a new number from here on
  // notifier
  | 'subscription.served' // alerts go to it from now on
  | 'subscription.ended' // removed or changed
  | 'subscription.disabled' // its endpoint is gone for good
  // simulator
  | 'history.playing' // the past of the simulated world, as fast as it is taken in
  | 'history.played'
  | 'live.playing'
  // HTTP
  | 'http.listening'
  | 'http.failed' // a request ended with a 5xx
