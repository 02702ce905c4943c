-- Enriched records go on to the index stage. ARGV: trace TTL (s), then for each record: id, revision, enriched data, detail.
-- Compare-and-set on (id, revision): a record that is gone, quarantined or already advanced stays as it is. Returns 1 or 0 for each.
local ttl, ms, answer = tonumber(ARGV[1]), now_ms(), {}
for at = 2, #ARGV, 4 do
  local id, revision, data, detail = unpack(ARGV, at, at + 3)
  local member = id .. ':' .. revision
  local record = record_at(member)
  if redis.call('HGET', record, 'stage') == 'enrich' then
    unqueue(member, 'enrich') -- its lease may have run out meanwhile, and put it back
    keep_bytes(#data - redis.call('HSTRLEN', record, 'data'))
    redis.call('HSET', record, 'stage', 'index', 'data', data, 'attempts', 0)
    trace(id, ms, ttl, 'enriched', detail)
    enqueue(member, ms + math.min((at - 2) / 4, 4000) / 4096)
    answer[#answer + 1] = 1
  else
    answer[#answer + 1] = 0
  end
end
return answer
