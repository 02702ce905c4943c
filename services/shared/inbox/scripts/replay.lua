-- Take quarantined articles up again where they stopped; what a newer version superseded is closed. ARGV: trace TTL (s), then ids. Returns how many, and whether the stage `enrich` wants a hint.
local ttl, ms, count, hint = tonumber(ARGV[1]), now_ms(), 0, 0
for at = 2, #ARGV do
  local id = ARGV[at]
  local revision = redis.call('HGET', P .. 'quarantine:revision', id)
  local entry = revision and ledger_get(id)
  if revision and tonumber(redis.call('HGET', record_at(id .. ':' .. revision), 'version')) < entry.version then
    close_quarantine(id)
    trace(id, ms, ttl, 'superseded', 'a newer version was accepted')
  elseif revision then
    -- a new revision: an amendment of the version before may have taken a later one than the old
    entry.revision = next_revision(entry.revision, 0)
    ledger_set(id, entry)
    local member = id .. ':' .. whole(entry.revision)
    local record = record_at(member)
    redis.call('RENAME', record_at(id .. ':' .. revision), record)
    redis.call('HDEL', P .. 'quarantine:revision', id)
    redis.call('ZREM', P .. 'quarantine', id)
    local stage = redis.call('HGET', record, 'from')
    redis.call('HSET', record, 'stage', stage, 'attempts', 0)
    redis.call('HDEL', record, 'from', 'reason', 'quarantined')
    keep_bytes(redis.call('HSTRLEN', record, 'data'))
    redis.call('ZADD', P .. 'pending', ms, member)
    trace(id, ms, ttl, 'replayed', '')
    join_line(id, whole(entry.revision), ms)
    count = count + 1
    if stage == 'enrich' then hint = 1 end
  end
end
return { count, hint == 1 and take_hint('enrich') or 0 }
