-- "May I survey this contact?" asks for one contact over all accounts, which the ordering key does not help with. A bloom filter leaves out nearly all
-- granules; with the partitions by month a look at 30 days reads two of them.
ALTER TABLE {database}.interactions ADD INDEX IF NOT EXISTS by_contact contact_id TYPE bloom_filter(0.01) GRANULARITY 4;
