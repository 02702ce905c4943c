-- Delete an article. ARGV: id, trace TTL (s). Returns 1, or 0 where the id was never accepted.
local id, ttl, ms = ARGV[1], tonumber(ARGV[2]), now_ms()
local entry = ledger_get(id)
if not entry then return 0 end
if entry.deleted then return 1 end
for _, revision in ipairs(redis.call('ZRANGE', line_at(id), 0, -1)) do
  local member = id .. ':' .. revision
  unqueue(member, redis.call('HGET', record_at(member), 'stage'))
  forget(member)
end
redis.call('DEL', line_at(id), P .. 'trace:' .. id)
close_quarantine(id)
entry.deleted, entry.revision = true, next_revision(entry.revision, 0)
ledger_set(id, entry)
redis.call('HSET', P .. 'tombstones', entry.content, id)
add_record(id, entry.revision, ms, { 'kind', 'remove', 'stage', 'index', 'lane', 'live', 'channel', '', 'version', whole(entry.version), 'data', '' })
trace(id, ms, ttl, 'removed', 'asked for')
join_line(id, whole(entry.revision), ms)
return 1
