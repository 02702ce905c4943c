-- A fetched page goes on to the stage `enrich`. ARGV: trace TTL (s), id, revision, document, content hash (or ''), detail.
-- Compare-and-set, as in advance. Returns 1 or 0, and whether the stage `enrich` wants a hint.
local ttl, id, revision, data, content, detail = tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local ms, member = now_ms(), id .. ':' .. revision
local record = record_at(member)
if redis.call('HGET', record, 'stage') ~= 'fetch' then return { 0, 0 } end
unqueue(member, 'fetch')
keep_bytes(#data - redis.call('HSTRLEN', record, 'data'))
redis.call('HSET', record, 'stage', 'enrich', 'data', data, 'attempts', 0)
local entry = ledger_get(id)
if content ~= '' and entry and not entry.deleted and whole(entry.revision) == revision then
  entry.content = content -- a deletion then remembers what the page said, not only where it was
  ledger_set(id, entry)
end
trace(id, ms, ttl, 'fetched', detail)
enqueue(member, ms)
return { 1, take_hint('enrich') }
